import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import type { Store } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import { callByHand, redeem, refresh, register, revoke, signInByHand } from "./support/by-hand.ts";
import { moveTime } from "./support/signed-in.ts";
import { startTestServer, type TestServer } from "./support/test-server.ts";

const entra = useMockEntra();
afterEach(() => void vi.useRealTimers());

type SeedUser = (typeof seed.users)[keyof typeof seed.users];
const statusesOfGraph = () =>
  entra.trace.entries().flatMap(({ endpoint, status }) => (endpoint === "graph-me" ? [status] : []));

const keys = { SESSION_ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString("base64") };

/** A server, and access to its store. */
async function start() {
  const rows = new Map<string, string>();
  let inner: Store | undefined;
  const server = await startTestServer(keys, undefined, (store) => {
    inner = store;
    return {
      ...store,
      set: async (key, value, ttlSeconds) => {
        if (key.startsWith("session:")) rows.set(key, value);
        await store.set(key, value, ttlSeconds);
      },
    };
  });
  const { issuer } = server.endpoints;
  return {
    server,
    /** Writes the rows of sessions again, as they were at the sign-in. */
    restoreRows: async () => {
      for (const [key, row] of rows) await inner?.set(key, row, 3_600);
    },
    /** Another instance at the same address, with the same store. @returns a function that posts a form to it. */
    startAnother: async () => {
      const shared = (own: Store): Store => ({ ...(inner ?? own), close: async () => own.close() });
      const { listensAt } = await startTestServer({ ...keys, PUBLIC_URL: issuer }, undefined, shared);
      const headers = {
        host: new URL(issuer).host,
        "content-type": "application/x-www-form-urlencoded",
      };
      return async (path: string, form: Record<string, string>): Promise<string> => {
        // `fetch` does not let a caller set Host.
        const outgoing = request(listensAt + path, { method: "POST", headers });
        outgoing.end(new URLSearchParams(form).toString());
        const [response] = (await once(outgoing, "response")) as [IncomingMessage];
        return text(response);
      };
    },
  };
}

async function signedIn(server: TestServer, user: SeedUser = seed.users.ada, scope = "User.Read") {
  const { endpoints } = server;
  const clientId = await register(endpoints);
  const code = (await signInByHand(endpoints, clientId, user, { scope })).get("code") ?? "";
  const { access_token: token, refresh_token: refreshToken } = await redeem(endpoints, clientId, code);
  return { endpoints, clientId, code, token, refreshToken };
}

type SignedIn = Awaited<ReturnType<typeof signedIn>>;

/** The answer of `getUserDetails`: a name, the text of an error, or a status. */
async function whoAmI({ endpoints, token }: Pick<SignedIn, "endpoints" | "token">): Promise<string> {
  const response = await callByHand(endpoints, token, "getUserDetails");
  if (!response.ok) return String(response.status);
  const { result } = (await response.json()) as {
    result: { structuredContent?: { displayName: string }; content: { text: string }[] };
  };
  return result.structuredContent?.displayName ?? result.content[0]?.text ?? "";
}

describe("getUserDetails", () => {
  it("asks Graph once for calls that follow each other within a minute, and then again", async () => {
    const { server } = await start();
    const session = await signedIn(server);
    expect([await whoAmI(session), await whoAmI(session)]).toEqual(["Ada Lovelace", "Ada Lovelace"]);
    expect(statusesOfGraph()).toEqual([200]);
    moveTime(60);
    expect(await whoAmI(session)).toBe("Ada Lovelace");
    expect(statusesOfGraph()).toEqual([200, 200]);
    // None of it is in a log.
    expect(JSON.stringify([server.events, server.bugs])).not.toContain("Lovelace");
  });

  it("asks once for each user whose calls come at the same time, and mixes up no users", async () => {
    const { server } = await start();
    const [ada, grace] = [await signedIn(server), await signedIn(server, seed.users.grace)];
    const hold = entra.faults.add({ endpoint: "graph-me", latencySeconds: 600 });
    const callers = [ada, grace, grace, ada, grace, ada];
    const names = callers.map((caller) => (caller === ada ? "Ada Lovelace" : "Grace Hopper"));
    const answers = callers.map(async (caller) => whoAmI(caller));
    await expect.poll(() => server.eventsNamed("tool_allowed")).toHaveLength(callers.length);
    hold.remove();
    expect(await Promise.all(answers)).toEqual(names);
    expect(await Promise.all(callers.map(async (caller) => whoAmI(caller)))).toEqual(names);
    expect(statusesOfGraph()).toEqual([200, 200]);
  });

  it("passes a 429 on and keeps none of it: who comes back early is refused anew, who waits is answered", async () => {
    const { server } = await start();
    const session = await signedIn(server);
    entra.faults.add({ endpoint: "graph-me", retryAfterSeconds: 70, times: 1 });
    expect(await whoAmI(session)).toContain("Wait 70 seconds");
    moveTime(40);
    expect(await whoAmI(session)).toContain("Wait 70 seconds");
    // The first waiting time would be over now.
    moveTime(40);
    expect(await whoAmI(session)).toContain("Wait 70 seconds");
    moveTime(70);
    expect([await whoAmI(session), await whoAmI(session)]).toEqual(["Ada Lovelace", "Ada Lovelace"]);
    expect(statusesOfGraph()).toEqual([429, 429, 429, 200]);
  });

  it("asks again after Graph has refused the token to another tool", async () => {
    const { server } = await start();
    const session = await signedIn(server, seed.users.ada, "User.Read User.ReadBasic.All");
    await whoAmI(session);
    entra.expireAccessTokens();
    expect((await callByHand(session.endpoints, session.token, "listDirectoryUsers")).status).toBe(200);
    await whoAmI(session);
    expect(statusesOfGraph()).toEqual([200, 200]);
  });
});

describe("roles that change at a refresh", () => {
  const takeRoles = () => (entra.directory.appRoleAssignments = []);

  it.each([
    ["have Graph asked again", takeRoles, 2],
    ["and those that do not, do not", () => undefined, 1],
  ])("%s", async (_case, change, times) => {
    const { server } = await start();
    const session = await signedIn(server);
    await whoAmI(session);
    change();
    moveTime(35);
    const { access_token: token } = await refresh(server.endpoints, session.clientId, session.refreshToken);
    expect(await whoAmI({ ...session, token })).toBe("Ada Lovelace");
    expect(statusesOfGraph()).toHaveLength(times);
  });

  it("count at once when another instance has refreshed", async () => {
    const { server, startAnother } = await start();
    const post = await startAnother();
    const session = await signedIn(server);
    await whoAmI(session);
    takeRoles();
    moveTime(35);
    const form = { grant_type: "refresh_token", client_id: session.clientId };
    const answer = await post("/token", { ...form, refresh_token: session.refreshToken ?? "" });
    const { access_token: token } = JSON.parse(answer) as { access_token: string };
    expect(await whoAmI({ ...session, token })).toBe("Ada Lovelace");
    expect(statusesOfGraph()).toEqual([200, 200]);
  });
});

describe("a session that has ended", () => {
  const ends: [string, (session: SignedIn) => Promise<unknown>][] = [
    ["by its client", async ({ endpoints, clientId, token }) => revoke(endpoints, clientId, token)],
    ["on /consents", takeBack],
    ["by the reuse of a refresh token", reuse],
    ["by the reuse of its code", async ({ endpoints, clientId, code }) => redeem(endpoints, clientId, code)],
    ["by Entra, as another tool's call to Graph has shown", endAtEntra],
  ];

  it.each(ends)(
    "%s, has left no profile behind, not even for its own row if that came back",
    async (_how, end) => {
      const { server, restoreRows } = await start();
      const session = await signedIn(server, seed.users.ada, "User.Read User.ReadBasic.All");
      expect(await whoAmI(session)).toBe("Ada Lovelace");
      await end(session);
      expect(await whoAmI(session)).toBe("401");
      // No real client does this. It shows what the token check alone would accept.
      await restoreRows();
      expect(await whoAmI(session)).toBe("401");
      expect(statusesOfGraph()).toEqual([200]);
    },
  );

  it("at another instance is refused, whatever is still kept here", async () => {
    const { server, startAnother } = await start();
    const post = await startAnother();
    const session = await signedIn(server);
    await whoAmI(session);
    await post("/revoke", { client_id: session.clientId, token: session.token ?? "" });
    expect(await whoAmI(session)).toBe("401");
  });

  async function takeBack({ endpoints }: SignedIn): Promise<unknown> {
    const browser = createHttpBrowser();
    const page = await signIn(browser, await browser.visit(`${endpoints.issuer}/consents`), seed.users.ada);
    return browser.submit(page, { action: "revoke" });
  }

  async function endAtEntra({ endpoints, token }: SignedIn): Promise<unknown> {
    entra.killRefreshTokens();
    entra.expireAccessTokens();
    return callByHand(endpoints, token, "listDirectoryUsers");
  }

  async function reuse({ endpoints, clientId, refreshToken = "" }: SignedIn): Promise<unknown> {
    const id = refreshToken.slice(0, refreshToken.indexOf("."));
    return refresh(endpoints, clientId, `${id}.an-older-one`);
  }
});

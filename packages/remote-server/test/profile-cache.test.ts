import type { Store } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fromRow, toRow } from "../src/auth/session-row.ts";
import { callByHand, redeem, refresh, register, revoke, signInByHand } from "./support/by-hand.ts";
import { moveTime } from "./support/signed-in.ts";
import { startTestServer, type TestServer } from "./support/test-server.ts";

const entra = useMockEntra();
afterEach(() => void vi.useRealTimers());

type SeedUser = (typeof seed.users)[keyof typeof seed.users];
const statusesOfGraph = () =>
  entra.trace.entries().flatMap(({ endpoint, status }) => (endpoint === "graph-me" ? [status] : []));

/** A server whose store the test can reach into, as another instance would. */
async function start() {
  const rows = new Map<string, string>();
  let inner: Store | undefined;
  const server = await startTestServer({}, undefined, (store) => {
    inner = store;
    const note = (key: string, value: string) => void (key.startsWith("session:") && rows.set(key, value));
    return {
      ...store,
      set: async (key, value, ttl) => (note(key, value), store.set(key, value, ttl)),
      compareAndSet: async (key, before, value, ttl) => (
        note(key, value),
        store.compareAndSet(key, before, value, ttl)
      ),
    };
  });
  const rewrite = async (change: (row: string) => string): Promise<void> => {
    for (const [key, row] of rows) await inner?.set(key, change(row), 3_600);
  };
  return { server, rewrite };
}

async function signedIn(server: TestServer, user: SeedUser = seed.users.ada, scope = "User.Read") {
  const { endpoints } = server;
  const clientId = await register(endpoints);
  const code = (await signInByHand(endpoints, clientId, user, { scope })).get("code") ?? "";
  const { access_token: token, refresh_token: refreshToken } = await redeem(endpoints, clientId, code);
  return { endpoints, clientId, code, token, refreshToken };
}

type SignedIn = Awaited<ReturnType<typeof signedIn>>;

/** What `getUserDetails` says: a name, a refusal in words, or a status. */
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
  });

  it("asks once for each user whose calls come at the same time, and mixes up nobody", async () => {
    const { server } = await start();
    const [ada, grace] = [await signedIn(server), await signedIn(server, seed.users.grace)];
    entra.faults.add({ endpoint: "graph-me", latencySeconds: 0.1 });
    const callers = [ada, grace, grace, ada, grace, ada];
    const names = callers.map((caller) => (caller === ada ? "Ada Lovelace" : "Grace Hopper"));
    expect(await Promise.all(callers.map(async (caller) => whoAmI(caller)))).toEqual(names);
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
    // The first wait would be over by now.
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
    const { server, rewrite } = await start();
    const session = await signedIn(server);
    await whoAmI(session);
    await rewrite((row) => toRow({ ...fromRow(row), roles: ["Auditor"] }));
    expect(await whoAmI(session)).toBe("Ada Lovelace");
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
      const { server, rewrite } = await start();
      const session = await signedIn(server, seed.users.ada, "User.Read User.ReadBasic.All");
      expect(await whoAmI(session)).toBe("Ada Lovelace");
      await end(session);
      expect(await whoAmI(session)).toBe("401");
      // Nobody does that. It shows what the token check alone would let through.
      await rewrite((row) => row);
      expect(await whoAmI(session)).toBe("401");
      expect(statusesOfGraph()).toEqual([200]);
    },
  );

  it("at another instance is refused before anything is looked up", async () => {
    const { server, rewrite } = await start();
    const session = await signedIn(server);
    await whoAmI(session);
    await rewrite((row) => toRow({ ...fromRow(row), accessExpiresAt: 0 }));
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

import type { Store } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { signIn } from "@mcp-entra/mock-entra/browser";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { authorizationUrl, redeem, register } from "./support/by-hand.ts";
import { createTestBrowser } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";

useMockEntra();

/** A store in the network: between two steps of one request, another request can do all of its steps. */
function slowStore(store: Store): Store {
  const later = async <Result>(result: Promise<Result>): Promise<Result> => {
    await new Promise((next) => void setTimeout(next, Math.random() * 10));
    return result;
  };
  return {
    ...store,
    get: async (key) => later(store.get(key)),
    set: async (key, value, ttl) => later(store.set(key, value, ttl)),
    take: async (key) => later(store.take(key)),
    compareAndSet: async (...change) => later(store.compareAndSet(...change)),
  };
}

/** The consent page in a browser. A test can press its buttons before the first answer arrives. */
async function openQuestion() {
  const waiting = new Set<string>();
  const server = await startTestServer({}, undefined, (store) =>
    slowStore({
      ...store,
      set: async (key, value, ttl) => {
        if (key.startsWith("sign-in:")) waiting.add(key);
        await store.set(key, value, ttl);
      },
      take: async (key) => {
        waiting.delete(key);
        return store.take(key);
      },
    }),
  );
  const { endpoints } = server;
  const client = await register(endpoints);
  const url = authorizationUrl(endpoints, client, { state: "the-clients" });
  const page = await fetch(url);
  const cookie = page.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  const markup = await page.text();
  const valueOf = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(markup)?.[1] ?? "";
  const fields = { ticket: valueOf("ticket"), form_token: valueOf("form_token") };
  const press = async (decision: "approve" | "deny", headers: Record<string, string> = { cookie }) => {
    const body = new URLSearchParams({ ...fields, decision });
    const response = await fetch(`${endpoints.issuer}/consent`, {
      method: "POST",
      body,
      headers,
      redirect: "manual",
    });
    const location = response.headers.get("location") ?? "";
    return {
      status: response.status,
      location,
      state: location === "" ? null : new URL(location).searchParams.get("state"),
      cookie: response.headers.getSetCookie().find((each) => each.startsWith("mcp-sign-in-")),
      text: await response.text(),
    };
  };
  return { server, endpoints, client, url, press, waiting };
}

const times = <Result>(count: number, act: () => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, act));

describe("Allow, pressed several times", () => {
  it("at the same time begins one sign-in, and every answer leads to it", async () => {
    const { server, press, waiting } = await openQuestion();
    const answers = await times(8, async () => press("approve"));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
    // Their dates may differ by a second.
    expect(new Set(answers.map(({ cookie }) => cookie?.split(";")[0])).size).toBe(1);
    expect(answers[0]?.cookie).toMatch(
      /^mcp-sign-in-[\w-]{16}=[\w-]{43}; Max-Age=600; .*HttpOnly; SameSite=Lax/,
    );
    expect(waiting.size).toBe(1);
    expect(server.eventsNamed("consent_given")).toHaveLength(1);
    expect(server.eventsNamed("sign_in_started")).toHaveLength(1);
  });

  it("one after the other leads to the same sign-in as well", async () => {
    const { server, press } = await openQuestion();
    const [first, second] = [await press("approve"), await press("approve")];
    expect(second.location).toBe(first.location);
    expect(second.cookie?.split(";")[0]).toBe(first.cookie?.split(";")[0]);
    expect(server.eventsNamed("sign_in_started")).toHaveLength(1);
  });

  it("ends with a code, when the browser follows the last answer and has dropped the others", async () => {
    const { endpoints, client, url } = await openQuestion();
    const browser = createTestBrowser();
    const question = await browser.visit(url.href);
    const [, last] = await times(2, async () => browser.submit(question, { decision: "approve" }));
    if (last === undefined) throw new Error("There is no last answer.");
    const answer = new URL((await signIn(browser, last, seed.users.ada)).url).searchParams;
    expect(await redeem(endpoints, client, answer.get("code") ?? "")).toHaveProperty("access_token");
  });

  it("also ends with a code when Entra has answered meanwhile, and the browser has dropped that answer too", async () => {
    const { server, endpoints, client, url } = await openQuestion();
    const browser = createTestBrowser();
    const question = await browser.visit(url.href);
    await signIn(browser, await browser.submit(question, { decision: "approve" }), seed.users.ada);
    // Entra already knows the user, and asks nothing.
    const again = await browser.submit(question, { decision: "approve" });
    const answer = new URL(again.url).searchParams;
    expect(answer.get("state")).toBe("the-clients");
    expect(await redeem(endpoints, client, answer.get("code") ?? "")).toHaveProperty("access_token");
    expect(server.eventsNamed("consent_given")).toHaveLength(1);
    expect(server.bugs).toEqual([]);
  });
});

describe("Do not allow", () => {
  it("pressed several times tells the client once and for all", async () => {
    const { server, press } = await openQuestion();
    const answers = await times(4, async () => press("deny"));
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
    expect(answers[0]?.location).toMatch(/error=access_denied.*&state=the-clients/);
    expect(await press("deny")).toMatchObject({ status: 303, location: answers[0]?.location });
    expect(server.eventsNamed("consent_refused").length).toBeGreaterThan(0);
  });

  it.each([
    ["after Allow", "approve", "deny"],
    ["before Allow", "deny", "approve"],
  ] as const)("%s: the first answer counts, and the second is refused", async (_case, first, second) => {
    const { press } = await openQuestion();
    expect((await press(first)).status).toBe(303);
    expect(await press(second)).toMatchObject({ status: 400, location: "", cookie: undefined });
    expect((await press(first)).status).toBe(303);
  });

  it("at the same time as Allow: one of the two counts", async () => {
    const { press, waiting } = await openQuestion();
    const answers = await Promise.all(
      (["approve", "deny", "approve", "deny"] as const).map(async (each) => press(each)),
    );
    const led = answers.filter(({ status }) => status === 303);
    expect(new Set(led.map(({ location }) => location)).size).toBe(1);
    expect(waiting.size).toBe(led[0]?.cookie === undefined ? 0 : 1);
    for (const { status } of answers) expect([303, 400]).toContain(status);
  });
});

describe("the form of the page", () => {
  it.each(["before", "after"])(
    "is refused without the page's cookie, %s the user's own Allow",
    async (when) => {
      const { press } = await openQuestion();
      if (when === "after") await press("approve");
      const copied = await press("approve", {});
      expect(copied).toMatchObject({ status: 403, location: "", cookie: undefined });
      expect(copied.text).toContain("did not send the cookie of the page that asked you");
      const foreign = await press("approve", { cookie: "mcp-consent-x=1" });
      expect(foreign).toMatchObject({ status: 403, location: "" });
    },
  );
});

import { createMemoryStore } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, type HttpBrowser, type Page, signIn } from "@mcp-entra/mock-entra/browser";
import { browserFetch, useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { authorizationUrl, register } from "./support/by-hand.ts";
import { createFragileStore } from "./support/fragile-store.ts";
import { signInCookie } from "./support/sign-in-cookie.ts";
import { allow, clientRedirectUri } from "./support/test-client.ts";
import { startTestServer, type TestServer } from "./support/test-server.ts";

useMockEntra();

type Addresses = TestServer["endpoints"];

/** The two kinds of sign-ins that return to the callback. After success, each leads to another address. */
const signIns = [
  {
    name: "of a client",
    writesBefore: 0,
    begin: async (browser: HttpBrowser, endpoints: Addresses): Promise<Page> =>
      allow(browser, authorizationUrl(endpoints, await register(endpoints))),
    end: (_endpoints: Addresses) => `${clientRedirectUri}?code=`,
  },
  {
    name: "at /consents",
    // The callback first looks for a client's sign-in. This is one access to the store.
    writesBefore: 1,
    begin: async (browser: HttpBrowser, { consents }: Addresses): Promise<Page> => browser.visit(consents),
    end: ({ consents }: Addresses) => consents,
  },
];

describe("while the store is away, the callback of a sign-in", () => {
  it.each(signIns)(
    "$name keeps its cookie, and trying again succeeds",
    async ({ begin, end, writesBefore }) => {
      const store = createFragileStore(createMemoryStore());
      const { endpoints } = await startTestServer({}, undefined, undefined, { store });
      const stopBefore = [endpoints.callback, clientRedirectUri];
      const browser = createHttpBrowser({ stopBefore, fetch: browserFetch });
      const callback = (await signIn(browser, await begin(browser, endpoints), seed.users.ada)).url;
      expect(callback).toContain(endpoints.callback);

      const visit = async (): Promise<Response> =>
        fetch(callback, { redirect: "manual", headers: { cookie: await signInCookie(browser, callback) } });
      store.dieAfter(writesBefore);
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const answer = await visit();
        expect(answer.status).toBe(503);
        expect(answer.headers.get("retry-after")).toBe("5");
        expect(answer.headers.getSetCookie()).toEqual([]);
      }

      store.revive();
      const answer = await visit();
      expect(answer.headers.get("location")).toContain(end(endpoints));
      // Now the sign-in is used.
      expect(answer.headers.getSetCookie().join()).toContain("mcp-sign-in-");
      expect((await visit()).status).toBe(400);
    },
  );
});

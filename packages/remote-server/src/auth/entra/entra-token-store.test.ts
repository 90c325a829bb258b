import { createMemoryStore } from "@mcp-entra/auth-core";
import { expect, it } from "vitest";
import { sealed } from "../../../test/support/sealed.ts";
import { createEntraTokenStore } from "./entra-token-store.ts";

/** The data that MSAL passes on after Entra's answer. */
const answered = {
  cacheHasChanged: true,
  tokenCache: { deserialize: () => undefined, serialize: () => "newer tokens" },
} as never;

async function start() {
  const store = createMemoryStore();
  const tokens = createEntraTokenStore(sealed(store));
  await tokens.begin("session", "tokens", 60);
  return { tokens, count: async () => (await Array.fromAsync(store.records())).length };
}

it("renews what is there", async () => {
  const { tokens, count } = await start();
  await tokens.cacheFor("session", 60).afterCacheAccess(answered);
  expect(await count()).toBe(1);
  const read: string[] = [];
  const context = { tokenCache: { deserialize: (cache: string) => read.push(cache) } } as never;
  await tokens.cacheFor("session", 60).beforeCacheAccess(context);
  expect(read).toEqual(["newer tokens"]);
});

it("brings nothing back that was forgotten while Entra had not answered yet, although no caller waits for the answer", async () => {
  const { tokens, count } = await start();
  const plugin = tokens.cacheFor("session", 60);
  await tokens.forget("session");
  await plugin.afterCacheAccess(answered);
  await tokens.keep("session", 60);
  expect(await count()).toBe(0);
});

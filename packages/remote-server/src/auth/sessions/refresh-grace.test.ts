import { createMemoryStore } from "@mcp-entra/auth-core";
import { expect, it } from "vitest";
import { createRefreshGraces } from "./refresh-grace.ts";

it("a pair is not handed out after its grace, even by a store whose clock is late", async () => {
  let now = 0;
  const graces = createRefreshGraces(
    createMemoryStore(() => 0),
    { refreshGraceSeconds: 30, now: () => now },
  );
  await graces.keep("fingerprint", { again: [], until: 30_000 });
  now = 29_999;
  expect(await graces.find("fingerprint")).toBeDefined();
  now = 30_000;
  expect(await graces.find("fingerprint")).toBeUndefined();
});

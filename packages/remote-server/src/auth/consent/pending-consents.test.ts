import { createMemoryStore } from "@mcp-entra/auth-core";
import { beforeEach, describe, expect, it } from "vitest";
import { createPendingConsents } from "./pending-consents.ts";

const request = {
  redirectUri: "http://127.0.0.1/callback",
  codeChallenge: "challenge",
  scopes: ["User.Read"],
};
const tenMinutes = 10 * 60 * 1_000;
let time: number;
const store = () => createMemoryStore(() => time);

beforeEach(() => {
  time = Date.UTC(2030, 0, 1);
});

describe("a question that waits for the user", () => {
  it("may be answered for ten minutes and no longer", async () => {
    const pending = createPendingConsents(store());
    const [first, second] = [await pending.ask("client", request), await pending.ask("client", request)];
    time += tenMinutes - 1;
    expect(await pending.answer(first)).toMatchObject({ kind: "answered" });
    time += 1;
    expect(await pending.answer(second)).toEqual({ kind: "unknown" });
  });
});

import { createEncryptingStore, createMemoryStore, loadKeyRing } from "@mcp-entra/auth-core";
import { beforeEach, describe, expect, it } from "vitest";
import { createPendingConsents } from "./pending-consents.ts";

const request = {
  redirectUri: "http://127.0.0.1/callback",
  codeChallenge: "challenge",
  scopes: ["User.Read"],
};
const tenMinutes = 10 * 60 * 1_000;
let time: number;
const noKeys = { keys: undefined, file: undefined, vaultKey: undefined };
const ring = await loadKeyRing(noKeys, async () => Promise.reject(new Error("There is no vault.")));
const store = () =>
  createEncryptingStore(
    createMemoryStore(() => time),
    ring,
  );
const yes = (state: string) => ({
  decision: "approve" as const,
  state,
  browserSecret: `secret of ${state}`,
  url: "https://login.microsoftonline.com/",
});
const no = { decision: "deny" as const };

beforeEach(() => {
  time = Date.UTC(2030, 0, 1);
});

describe("a question that waits for the user", () => {
  it("may be answered for ten minutes and no longer", async () => {
    const pending = createPendingConsents(store(), "http://localhost");
    const [first, second] = [await pending.ask("client", request), await pending.ask("client", request)];
    time += tenMinutes - 1;
    expect(await pending.find(first)).toMatchObject({ kind: "found" });
    expect(await pending.answer(first.ticket, yes("first"))).toEqual(yes("first"));
    time += 1;
    expect(await pending.find(second)).toEqual({ kind: "unknown" });
    expect(await pending.answer(second.ticket, yes("second"))).toBeUndefined();
  });

  it("keeps the first answer, also when others come at the same time", async () => {
    const pending = createPendingConsents(store(), "http://localhost");
    const { ticket } = await pending.ask("client", request);
    const given = [yes("first"), yes("second"), no, no, yes("third")];
    const counting = await Promise.all(given.map(async (answer) => pending.answer(ticket, answer)));
    expect(new Set(counting.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it("gets another answer only in the place of the one that was seen", async () => {
    const pending = createPendingConsents(store(), "http://localhost");
    const { ticket } = await pending.ask("client", request);
    await pending.answer(ticket, yes("first"));
    expect(await pending.answer(ticket, no)).toEqual(yes("first"));
    expect(await pending.answer(ticket, yes("second"), yes("first"))).toEqual(yes("second"));
    expect(await pending.answer(ticket, yes("third"), yes("first"))).toEqual(yes("second"));
  });
});

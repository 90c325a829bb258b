import { createMemoryStore } from "@mcp-entra/auth-core";
import { beforeEach, describe, expect, it } from "vitest";
import { createPendingSignIns } from "./pending-sign-ins.ts";

const request = {
  redirectUri: "http://127.0.0.1/callback",
  codeChallenge: "challenge",
  scopes: ["User.Read"],
};
const signIn = { ...request, clientId: "client", nonce: "nonce", entraCodeVerifier: "verifier" };
const tenMinutes = 10 * 60 * 1_000;
let time: number;
const store = () => createMemoryStore(() => time);

beforeEach(() => {
  time = Date.UTC(2030, 0, 1);
});

describe("a sign-in that waits for Entra", () => {
  it("comes back to the server that began it, and to no other one on the same store", async () => {
    const shared = store();
    const { state } = await createPendingSignIns(shared, "http://localhost:1").begin(signIn);
    expect(await createPendingSignIns(shared, "http://localhost:2").finish(state)).toBeUndefined();
  });

  it("is there for ten minutes and no longer", async () => {
    const pending = createPendingSignIns(store(), "http://localhost");
    const [first, second] = [await pending.begin(signIn), await pending.begin(signIn)];
    time += tenMinutes - 1;
    expect(await pending.finish(first.state)).toEqual(signIn);
    time += 1;
    expect(await pending.finish(second.state)).toBeUndefined();
  });
});

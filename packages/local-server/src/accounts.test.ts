import type { AccountInfo, PublicClientApplication } from "@azure/msal-node";
import { describe, expect, it } from "vitest";
import { findAccount } from "./accounts.ts";

const account = (tenantId: string): AccountInfo => ({
  homeAccountId: `ada.${tenantId}`,
  environment: "login.microsoftonline.com",
  tenantId,
  username: "ada@example.com",
  localAccountId: "ada",
});

/** A broker knows all accounts of the machine. */
const clientWith = (...tenantIds: string[]) =>
  ({ getAllAccounts: async () => tenantIds.map(account) }) as unknown as PublicClientApplication;

describe("the signed-in user", () => {
  it("is the one of the configured directory, with other users signed in on this machine", async () => {
    expect(await findAccount(clientWith("another", "ours"), "ours")).toMatchObject({ tenantId: "ours" });
    expect(await findAccount(clientWith("another"), "ours")).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { createAccessPolicy } from "./access-policy.ts";

const policy = createAccessPolicy([
  ["profile", { scopes: ["User.Read"], roles: [] }],
  ["directory", { scopes: ["User.Read", "User.ReadBasic.All"], roles: ["Directory.Reader"] }],
]);
const reader = { scopes: ["User.Read"], roles: ["Directory.Reader"] };

describe("an access policy", () => {
  it("allows what all scopes and all roles are there for", () => {
    const grants = { scopes: ["User.ReadBasic.All", "User.Read"], roles: ["Auditor", "Directory.Reader"] };
    expect(policy.decide("directory", grants)).toEqual({ kind: "allowed" });
    expect(policy.decide("profile", { scopes: ["User.Read"], roles: [] })).toEqual({ kind: "allowed" });
  });

  it.each(["nothing", "constructor", "__proto__", "toString", ""])(
    "denies %j, for which there is no rule, and hides it",
    (name) => {
      expect(policy.decide(name, reader)).toEqual({ kind: "unknown" });
      expect(policy.isVisible(name, reader)).toBe(false);
    },
  );

  it("names the scopes that are missing, and all that a new sign-in has to ask for", () => {
    expect(policy.decide("directory", { ...reader, scopes: ["User.Read", "Mail.Send"] })).toEqual({
      kind: "scope_missing",
      missing: ["User.ReadBasic.All"],
      needed: ["User.Read", "Mail.Send", "User.ReadBasic.All"],
    });
  });

  it("names the missing role before any missing scope: a sign-in would be of no use", () => {
    expect(policy.decide("directory", { scopes: [], roles: ["Auditor"] })).toEqual({
      kind: "role_missing",
      roles: ["Directory.Reader"],
    });
  });

  it("hides what the role is missing for, and shows what a scope is missing for", () => {
    expect(policy.isVisible("directory", { scopes: ["User.Read", "User.ReadBasic.All"], roles: [] })).toBe(
      false,
    );
    expect(policy.isVisible("directory", { scopes: [], roles: ["Directory.Reader"] })).toBe(true);
  });

  it("does not let one rule hide behind another of the same name", () => {
    const rule = { scopes: ["User.Read"], roles: [] } as const;
    expect(() =>
      createAccessPolicy([
        ["same", rule],
        ["same", rule],
      ]),
    ).toThrow("two access rules for same");
  });

  it("knows every role that counts for something", () => {
    expect([...policy.roles]).toEqual(["Directory.Reader"]);
  });
});

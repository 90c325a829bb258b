import { describe, expect, it } from "vitest";
import { checkAuthorizationRequest } from "./authorization-request.ts";
import { endpointsAt } from "../rules/endpoints.ts";

const endpoints = endpointsAt("http://localhost:3001");
const params = {
  redirectUri: "http://127.0.0.1:5000/callback",
  codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
};

describe("an authorization request", () => {
  it("gets the base scopes when it names none", () => {
    expect(checkAuthorizationRequest({ ...params, scopes: [""] }, endpoints).scopes).toEqual(["User.Read"]);
  });

  it.each([endpoints.mcp, endpoints.sse, `${endpoints.issuer}/`])(
    "may name our resource as %s",
    (resource) => {
      expect(() =>
        checkAuthorizationRequest({ ...params, resource: new URL(resource) }, endpoints),
      ).not.toThrow();
    },
  );

  it("is refused when it names another server's resource", () => {
    expect(() =>
      checkAuthorizationRequest({ ...params, resource: new URL("https://evil.example/mcp") }, endpoints),
    ).toThrow(expect.objectContaining({ errorCode: "invalid_target" }));
  });

  it.each([
    [["User.Read", "<script>"], ["User.Read"]],
    [
      ["Mail.Send", "offline_access", "User.Read", "Mail.Send"],
      ["Mail.Send", "User.Read"],
    ],
    [["openid", "profile", "email"], ["User.Read"]],
    [[""], ["User.Read"]],
    [undefined, ["User.Read"]],
  ])("that asks for the scopes %j is for %j: the ones that there are", (scopes, granted) => {
    const asked = { ...params, ...(scopes && { scopes }) };
    expect(checkAuthorizationRequest(asked, endpoints).scopes).toEqual(granted);
  });

  it.each(["", "a", "x".repeat(44), `${"x".repeat(42)}=`])(
    "is refused with the code_challenge %j",
    (codeChallenge) => {
      expect(() => checkAuthorizationRequest({ ...params, codeChallenge }, endpoints)).toThrow(
        /43 characters/,
      );
    },
  );
});

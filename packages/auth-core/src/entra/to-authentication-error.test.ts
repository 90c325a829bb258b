import { AuthError, ClientAuthErrorCodes, InteractionRequiredAuthError, ServerError } from "@azure/msal-node";
import { describe, expect, it } from "vitest";
import { AuthenticationError } from "../errors/errors.ts";
import { toAuthenticationError } from "./to-authentication-error.ts";

const trail =
  " Trace ID: 0b3f7d3a-6c55-4a1e-9c0e-3f3d1a5b2c00 Correlation ID: 7f1c8d2e-1111-4222-8333-944445555666 Timestamp: 2025-06-15 15:06:40Z";

describe("what MSAL throws", () => {
  it("keeps Entra's number and sentence, and leaves trace ids out", () => {
    const refused = new ServerError(
      "invalid_client",
      "correlation",
      `AADSTS7000215: Invalid client secret provided.${trail}`,
    );
    const error = toAuthenticationError(refused);
    expect(error).toMatchObject({
      name: "AuthenticationError",
      code: "sign_in_failed",
      entraCode: 7_000_215,
      cause: refused,
    });
    expect(error.message).toBe("Entra refused the sign-in: AADSTS7000215: Invalid client secret provided.");
  });

  it("cuts the trail off when Entra writes it on lines of its own", () => {
    const lines = `AADSTS700082: The refresh token has expired.\r\nTrace ID: 0b3f\r\nCorrelation ID: 7f1c`;
    const error = toAuthenticationError(
      new InteractionRequiredAuthError("invalid_grant", "", lines, "bad_token"),
    );
    expect(error).toMatchObject({
      code: "sign_in_required",
      entraCode: 700_082,
      message: "Entra asks for a new sign-in: AADSTS700082: The refresh token has expired.",
    });
  });

  it("asks for a new sign-in after a plain invalid_grant too, which MSAL does not count as “interaction required”", () => {
    const revoked = new ServerError(
      "invalid_grant",
      "",
      `AADSTS50173: The grant has expired due to it being revoked.${trail}`,
    );
    expect(toAuthenticationError(revoked)).toMatchObject({ code: "sign_in_required", entraCode: 50_173 });
  });

  it("does not repeat details of the request, which could hold a code or a token", () => {
    const detailed = new AuthError("state_mismatch", "", "code=0.AXkA-secret-code&client_info=eyJ1aWQ");
    const error = toAuthenticationError(detailed);
    expect(error.message).toBe("Entra could not complete the sign-in: state_mismatch.");
    expect(error.entraCode).toBeUndefined();
  });

  it("does not blame Entra when it could not be reached", () => {
    const unreachable = new AuthError(
      ClientAuthErrorCodes.networkError,
      "",
      "Network request failed: fetch failed",
    );
    expect(toAuthenticationError(unreachable)).toMatchObject({
      code: "sign_in_failed",
      message: "Entra could not be reached. Check the network and AZURE_AUTHORITY_HOST, then try again.",
    });
  });

  it("says little about errors that are not MSAL's, and keeps them as the cause", () => {
    const bug = new TypeError("Cannot read properties of undefined (reading 'secret-value')");
    const error = toAuthenticationError(bug);
    expect(error).toMatchObject({
      code: "sign_in_failed",
      message: "The sign-in could not be completed.",
      cause: bug,
    });
  });

  it("passes on what is an AuthenticationError already", () => {
    const error = new AuthenticationError("sign_in_required", "No user is signed in.");
    expect(toAuthenticationError(error)).toBe(error);
  });
});

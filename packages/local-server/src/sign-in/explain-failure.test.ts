import { AuthError, ServerError } from "@azure/msal-node";
import { AuthenticationError } from "@mcp-entra/auth-core";
import { describe, expect, it } from "vitest";
import { explainFailure } from "./explain-failure.ts";
import { NotShownError } from "./prompt.ts";

const explain = (error: unknown) => explainFailure(error, "https://login.microsoftonline.com");

describe("a failed sign-in is explained", () => {
  it("when the person pressed Cancel", () => {
    const cancelled = new ServerError(
      "access_denied",
      "",
      "AADSTS65004: User declined to consent. Trace ID: 1",
    );
    expect(explain(cancelled)).toMatchObject({
      code: "sign_in_failed",
      entraCode: 65_004,
      message: "The sign-in was cancelled on the sign-in page. Call the tool again to start over.",
    });
  });

  it("when the device code ran out", () => {
    expect(explain(new AuthError("device_code_expired", "")).message).toBe(
      "The device code expired before it was used. Call the tool again to start over.",
    );
  });

  it("when the registration does not allow public client flows, with the switch to turn", () => {
    const refused = new AuthError("post_request_failed", "", "invalid_client");
    expect(explain(refused).message).toBe(
      "Entra does not let this application sign users in without a secret. Set “Allow public client flows” to Yes under Authentication of the app registration, and do not give this server a secret.",
    );
  });

  it("when the person declined on the device code page", () => {
    expect(explain(new AuthError("post_request_failed", "", "authorization_declined")).message).toBe(
      "The sign-in was declined on the device code page. Call the tool again to start over.",
    );
  });

  it("with what to check, where an AADSTS number tells", () => {
    const refused = new ServerError("unauthorized_client", "", "AADSTS700016: Application not found.");
    expect(explain(refused)).toMatchObject({
      entraCode: 700_016,
      message:
        "Entra refused the sign-in: AADSTS700016: Application not found. Check AZURE_CLIENT_ID and AZURE_TENANT_ID.",
    });
  });

  it("by what has kept it from the person", () => {
    expect(explain(new NotShownError("No browser.")).message).toBe("No browser.");
  });

  it("without advice, when there is none to give", () => {
    expect(explain(new TypeError("secret detail")).message).toBe("The sign-in could not be completed.");
  });

  it("by itself, when it carries its explanation already", () => {
    const explained = new AuthenticationError("sign_in_failed", "You declined to sign in.");
    expect(explain(explained)).toBe(explained);
  });
});

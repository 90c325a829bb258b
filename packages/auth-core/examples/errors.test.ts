import {
  AuthenticationError,
  ConfigurationError,
  describeFatalError,
  endProcess,
  GraphRequestError,
  InvalidInputError,
  McpEntraError,
  messageOf,
  StoreError,
  systemCodeOf,
} from "@mcp-entra/auth-core";
import { expect, test } from "vitest";

test("one family, told apart by its codes", () => {
  const error: unknown = new StoreError("The store cannot be reached.");
  // #region McpEntraError
  const code = error instanceof McpEntraError ? error.code : undefined;
  expect(code).toBe("store_failed");
  // #endregion
  // #region ConfigurationError
  const badPort = new ConfigurationError("PORT is three. Expected a port, for example PORT=3001");
  expect(badPort.code).toBe("configuration_invalid");
  // #endregion
  // #region AuthenticationError
  const revoked = new AuthenticationError("sign_in_required", "Sign in again.", { entraCode: 50173 });
  expect(revoked.entraCode).toBe(50173);
  // #endregion
  // #region GraphRequestError
  const throttled = new GraphRequestError(429, "Microsoft Graph is busy. Try again in 60 seconds.");
  expect([throttled.code, throttled.status]).toEqual(["graph_request_failed", 429]);
  // #endregion
  // #region InvalidInputError
  const tooLong = new InvalidInputError("subject: expected at most 255 characters.");
  expect(tooLong.code).toBe("input_invalid");
  // #endregion
  // #region StoreError
  const damaged = new StoreError("A record was altered. It was not used.", {}, "record_refused");
  expect(damaged.code).toBe("record_refused");
  // #endregion
});

test("whatever was thrown", () => {
  // #region messageOf
  expect(messageOf(new Error("no route"))).toBe("no route");
  expect(messageOf("out of coffee")).toBe("out of coffee");
  // #endregion
  // #region systemCodeOf
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  expect(systemCodeOf(new TypeError("fetch failed", { cause: refused }))).toBe("ECONNREFUSED");
  // #endregion
  // #region describeFatalError
  expect(describeFatalError(new ConfigurationError("AZURE_TENANT_ID is not set."))).toBe(
    "AZURE_TENANT_ID is not set.",
  );
  // #endregion
});

/** Not run here, because it ends the process. */
export async function stop(server: { close: () => Promise<void> }): Promise<void> {
  // #region endProcess
  await endProcess({ close: async () => server.close(), exitCode: 0 });
  // #endregion
}

/**
 * The errors of both servers. `code` is stable: tests, audit events and callers use it. `message` is for
 * people: what was wrong, what was expected, what to do next. Neither ever contains a token, a secret or a
 * code.
 */
export type ErrorCode =
  | "configuration_invalid"
  | "authority_unreachable"
  | "sign_in_required"
  | "sign_in_failed"
  | "graph_request_failed"
  | "input_invalid"
  | "store_failed"
  | "record_refused";

/**
 * The base class of all these errors.
 *
 * @example
 * ```ts
 * const code = error instanceof McpEntraError ? error.code : undefined;
 * expect(code).toBe("store_failed");
 * ```
 */
export class McpEntraError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/**
 * The process cannot start with its configuration. The message names each variable, the value found and a
 * valid value.
 *
 * @example
 * ```ts
 * const badPort = new ConfigurationError("PORT is three. Expected a port, for example PORT=3001");
 * expect(badPort.code).toBe("configuration_invalid");
 * ```
 */
export class ConfigurationError extends McpEntraError {
  constructor(
    message: string,
    code: "configuration_invalid" | "authority_unreachable" = "configuration_invalid",
  ) {
    super(code, message);
  }
}

/**
 * No user is signed in (any more), or Entra refused the sign-in. `entraCode` is the AADSTS number, if Entra
 * sent one. `claims` is what Entra demands at the next sign-in, as JSON.
 *
 * @example
 * ```ts
 * const revoked = new AuthenticationError("sign_in_required", "Sign in again.", { entraCode: 50173 });
 * expect(revoked.entraCode).toBe(50173);
 * ```
 */
export class AuthenticationError extends McpEntraError {
  readonly entraCode: number | undefined;
  readonly claims: string | undefined;

  constructor(
    code: "sign_in_required" | "sign_in_failed",
    message: string,
    options: ErrorOptions & { entraCode?: number | undefined; claims?: string | undefined } = {},
  ) {
    super(code, message, options);
    this.entraCode = options.entraCode;
    this.claims = options.claims;
  }
}

/**
 * Microsoft Graph answered with an error. `status` is its HTTP status, or 0 if there was no answer.
 *
 * @example
 * ```ts
 * const throttled = new GraphRequestError(429, "Microsoft Graph is busy. Try again in 60 seconds.");
 * expect([throttled.code, throttled.status]).toEqual(["graph_request_failed", 429]);
 * ```
 */
export class GraphRequestError extends McpEntraError {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super("graph_request_failed", message, options);
    this.status = status;
  }
}

/**
 * The caller's input cannot be used. The message says what was expected, so that a person or a model can try
 * again.
 *
 * @example
 * ```ts
 * const tooLong = new InvalidInputError("subject: expected at most 255 characters.");
 * expect(tooLong.code).toBe("input_invalid");
 * ```
 */
export class InvalidInputError extends McpEntraError {
  constructor(message: string, options?: ErrorOptions) {
    super("input_invalid", message, options);
  }
}

/**
 * The session store failed (`store_failed`, which is temporary), or one of its records cannot be trusted
 * (`record_refused`, which is permanent: the user has to begin again).
 *
 * @example
 * ```ts
 * const damaged = new StoreError("A record was altered. It was not used.", {}, "record_refused");
 * expect(damaged.code).toBe("record_refused");
 * ```
 */
export class StoreError extends McpEntraError {
  constructor(
    message: string,
    options?: ErrorOptions,
    code: "store_failed" | "record_refused" = "store_failed",
  ) {
    super(code, message, options);
  }
}

/**
 * The message of any thrown value.
 *
 * @example
 * ```ts
 * expect(messageOf(new Error("no route"))).toBe("no route");
 * expect(messageOf("out of coffee")).toBe("out of coffee");
 * ```
 */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Node's `code` (ENOENT, ECONNREFUSED …) of an error, or of the error that caused it.
 *
 * @example
 * ```ts
 * const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
 * expect(systemCodeOf(new TypeError("fetch failed", { cause: refused }))).toBe("ECONNREFUSED");
 * ```
 */
export function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  return systemCodeOf(error.cause);
}

/** The first cause in a chain of causes: fetch itself only says “fetch failed”. */
export function rootCauseOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootCauseOf(error.cause) : error;
}

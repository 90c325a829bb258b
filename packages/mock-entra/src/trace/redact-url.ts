/** Query parameters whose values may be shown: an allow-list, so that an unknown parameter stays hidden. */
const harmless = new Set([
  "$select",
  "action",
  "api-version",
  "client_assertion_type",
  "client_info",
  "code_challenge_method",
  "grant_type",
  "prompt",
  "redirect_uri",
  "requested_token_use",
  "resource",
  "response_mode",
  "response_type",
  "scope",
  "x-client-CPU",
  "x-client-OS",
  "x-client-SKU",
  "x-client-VER",
]);

/** Shown only if they have the expected form, because people sometimes paste secrets into a wrong field. */
const identifiers = new Set(["client_id", "client-request-id"]);

const guid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/iu;

export function isGuid(value: string): boolean {
  return guid.test(value);
}

function isShowable(name: string, value: string): boolean {
  return harmless.has(name) || (identifiers.has(name) && isGuid(value));
}

/**
 * A parameter's name can be a secret, too, if a developer forgets the `=`. The protocol's own names are short
 * words.
 */
function isName(name: string): boolean {
  return /^[a-z$][a-z_.-]{0,39}$/iu.test(name);
}

/** Query or form parameters by name. Every value that may be secret is replaced by `REDACTED`. */
export function redactParameters(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries(redact(parameters));
}

function redact(parameters: URLSearchParams): [string, string][] {
  return [...parameters].map(([name, value]) => [
    isName(name) ? name : "REDACTED",
    isShowable(name, value) ? value : "REDACTED",
  ]);
}

/**
 * The URL without credentials and fragment. Every parameter value that may be secret is replaced by
 * `REDACTED`.
 */
export function redactUrl(url: URL): string {
  const query = new URLSearchParams(redact(url.searchParams)).toString();
  return url.origin + url.pathname + (query === "" ? "" : `?${query}`);
}

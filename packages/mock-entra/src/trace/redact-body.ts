/** Fields of answers that must not be shown. */
const secretFields = new Set([
  "access_token",
  "client_info",
  "device_code",
  "id_token",
  "refresh_token",
  "secretText",
  "user_code",
]);

/** A shorter value can be a part of any word. */
const shortest = 4;

/** For a list of the whole directory, the beginning is enough. */
const longest = 16 * 1_024;

/**
 * A JSON answer that may be shown: each secret is replaced at every place, also in a message.
 *
 * @param value the same, parsed.
 */
export function redactBody(json: string, value: unknown): string {
  const secrets = secretsIn(value).filter((secret) => secret.length >= shortest);
  const text = secrets.reduce((result, secret) => result.replaceAll(secret, "REDACTED"), json);
  return text.length > longest ? `${text.slice(0, longest)}… (cut)` : text;
}

function secretsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]: [string, unknown]) =>
    secretFields.has(name) && typeof item === "string" ? [item] : secretsIn(item),
  );
}

import type { RecordingTarget } from "./target.ts";

/** An answer of the real service or of the mock, without data of a person or a tenant. */
export interface Capture {
  probe: string;
  status: number;
  /** Only the headers that clients use. */
  headers: Record<string, string>;
  /** JSON unchanged, a redirect as its parameters, and any other content as its length. */
  body: unknown;
}

const keptHeaders = [
  "cache-control",
  "content-type",
  "www-authenticate",
  "x-content-type-options",
  "retry-after",
];

/**
 * Fields that are secret, or that differ with each request. An allow-list would remove unknown fields, which
 * we want to find.
 */
const secretFields = new Set([
  "access_token",
  "client_info",
  "code",
  "device_code",
  "id_token",
  "message",
  "refresh_token",
  "user_code",
]);

/** Fields that change with each key. */
const keyMaterial = new Set(["kid", "n", "x5c", "x5t"]);

const guid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/giu;
const moment = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?Z?/gu;

/** The answer with names in place of values of the tenant, the application or the time. */
export async function captureOf(
  probe: string,
  response: Response,
  target: RecordingTarget,
): Promise<Capture> {
  const headers = keptHeaders.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, redactText(value, target)] as const];
  });
  return {
    probe,
    status: response.status,
    headers: Object.fromEntries(headers),
    body: await bodyOf(response, target),
  };
}

async function bodyOf(response: Response, target: RecordingTarget): Promise<unknown> {
  const location = response.headers.get("location");
  if (location !== null) return { location: locationOf(location, target) };
  const text = await response.text();
  try {
    return redactValue(JSON.parse(text), target);
  } catch {
    // A page: its text is not part of the protocol.
    return text === "" ? null : "(not JSON)";
  }
}

function locationOf(location: string, target: RecordingTarget): unknown {
  if (!URL.canParse(location)) return redactText(location, target);
  const url = new URL(location);
  return {
    to: redactText(url.origin + url.pathname, target),
    parameters: redactValue(Object.fromEntries(url.searchParams), target),
  };
}

function redactValue(value: unknown, target: RecordingTarget): unknown {
  if (typeof value === "string") return redactText(value, target);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, target));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (secretFields.has(name) && typeof item === "string") return [name, "REDACTED"];
      if (keyMaterial.has(name)) return [name, `(${typeof item})`];
      // The number of keys changes from day to day, but not their form.
      if (name === "keys" && Array.isArray(item)) return [name, redactValue(item.slice(0, 1), target)];
      return [name, redactValue(item, target)];
    }),
  );
}

/** Tokens may also be in unknown places. */
const tokenLike = /[\w-]{20,}\.[\w-]{20,}\.[\w-]*/gu;

function redactText(text: string, target: RecordingTarget): string {
  const named = names(target).reduce((result, [value, name]) => result.replaceAll(value, name), text);
  return named
    .replaceAll(organizationName, "$1'{name}'")
    .replaceAll(tokenLike, "REDACTED")
    .replaceAll(guid, knownOr("{guid}"))
    .replaceAll(moment, "{time}");
}

/** Error messages contain the organization's name. */
const organizationName = /\b((?:directory|tenant|named) )'[^']*'/giu;

/** Ids that are the same in every tenant are kept. */
const publicGuids = new Set([
  "00000003-0000-0000-c000-000000000000",
  "99999999-0000-4000-8000-000000000009",
  "99999999-0000-4000-8000-00000000000a",
]);

function knownOr(name: string) {
  return (found: string): string => (publicGuids.has(found.toLowerCase()) ? found : name);
}

/** Longer ones first: one address may be the beginning of another. */
function names(target: RecordingTarget): [string, string][] {
  const { authorityHost, graphBaseUrl, tenant, clientId, redirectUri } = target;
  const pairs: [string, string][] = [
    [authorityHost, "{authority}"],
    [graphBaseUrl, "{graph}"],
    [tenant, "{tenant}"],
    [clientId, "{client}"],
    [redirectUri, "{redirect}"],
  ];
  return pairs.toSorted(([left], [right]) => right.length - left.length);
}

import * as fc from "fast-check";
import { endpoints } from "../../src/create-responder.ts";
import { seed } from "../../src/index.ts";
import type { Origins } from "../../src/origins.ts";
import { anyCharacter } from "./any-character.ts";

/** A request that no real client sends. */
export interface HostileRequest {
  endpoint: string;
  /** The test fills in `:tenant` and other placeholders. The result is a valid URL, with any content. */
  url: string;
  method: string;
  headers: [string, string][];
  body: Uint8Array<ArrayBuffer> | undefined;
}

/** A text that shows in a page if a developer forgot to escape it. */
const markers = ["<x9y8z>", `"x9y8z`, "'x9y8z", "</script><x9y8z>"];

/** Without escaping, a marker opens a tag or ends an attribute. No page contains such text itself. */
export function isReflected(html: string): boolean {
  return /[<"']x9y8z/u.test(html);
}

const { local, remote } = seed.applications;

const parameterNames = [
  "client_id client_secret grant_type code redirect_uri scope state nonce response_type response_mode prompt login_hint",
  "domain_hint code_challenge code_challenge_method code_verifier refresh_token device_code assertion claims resource",
  "client_assertion client_assertion_type requested_token_use username password ctx login passwd action account user_code",
  "otc client_info post_logout_redirect_uri id_token_hint logout_hint authorization_endpoint api-version error",
  "$select $top $filter $skiptoken $orderby $count $expand $search error_description admin_consent tenant",
].flatMap((names) => names.split(" "));

/** Values that are right at some place: with random values alone, no request would get far. */
const plausibleValues: readonly string[] = [
  local.appId,
  remote.appId,
  remote.secret,
  local.redirectUri,
  remote.redirectUri,
  seed.tenant.id,
  seed.users.ada.id,
  seed.users.ada.userPrincipalName,
  seed.users.ada.password,
  "openid profile offline_access User.Read",
  "https://graph.microsoft.com/.default",
  `${remote.appId}/.default`,
  '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}',
  "displayName eq 'Ada Lovelace'",
  "eyJhbGciOiJub25lIn0.e30.",
  "a".repeat(43),
  ..."authorization_code refresh_token client_credentials password device_code code id_token".split(" "),
  ..."urn:ietf:params:oauth:grant-type:device_code urn:ietf:params:oauth:grant-type:jwt-bearer".split(" "),
  ..."urn:ietf:params:oauth:client-assertion-type:jwt-bearer on_behalf_of query fragment form_post".split(
    " ",
  ),
  ..."none login consent select_account S256 plain 1 pick accept cancel sign-in".split(" "),
];

const junk = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    "",
    "\0",
    "\r\nX-Injected: 1",
    "%",
    "%ff",
    "../../..",
    "null",
    "-1",
    "9".repeat(400),
    "[]",
    "{}",
    "é".repeat(3000),
  ),
  fc.webUrl(),
  fc.json(),
);

export const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...plausibleValues) },
  { weight: 2, arbitrary: fc.constantFrom(...markers) },
  { weight: 3, arbitrary: junk },
);

function parameters(extra: readonly string[]) {
  return fc.array(
    fc.tuple(
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...parameterNames) }, { weight: 1, arbitrary: value }),
      extra.length === 0
        ? value
        : fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: fc.constantFrom(...extra) }),
    ),
    { maxLength: 12 },
  );
}

/** Headers can contain only Latin-1 without line breaks: Node and browsers refuse to send others. */
function headerValue(text: fc.Arbitrary<string>) {
  return text.map((raw) => raw.replaceAll(/[^\u0020-\u007E]/gu, "?"));
}

function headers(extra: readonly string[]) {
  return fc.array(
    fc.oneof(
      fc.tuple(
        fc.constant("content-type"),
        fc.constantFrom(
          "application/x-www-form-urlencoded",
          "application/json",
          "multipart/form-data",
          "text/plain;charset=nonsense",
          "x",
        ),
      ),
      fc.tuple(
        fc.constant("authorization"),
        headerValue(
          fc.oneof(
            value,
            value.map((text) => `Bearer ${text}`),
            value.map((text) => `Basic ${text}`),
            fc.constantFrom("Bearer", ...extra.map((token) => `Bearer ${token}`)),
          ),
        ),
      ),
      fc.tuple(
        fc.constantFrom(
          "cookie",
          "origin",
          "referer",
          "accept",
          "accept-language",
          "client-request-id",
          "return-client-request-id",
          "x-identity-header",
          "range",
          "x-forwarded-host",
          "prefer",
          "consistencylevel",
        ),
        headerValue(
          fc.oneof(
            value,
            value.map((text) => `ESTSAUTH=${text}; esctx=${text}`),
          ),
        ),
      ),
    ),
    { maxLength: 5 },
  );
}

function body(extra: readonly string[]): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  return fc.oneof(
    {
      weight: 6,
      arbitrary: parameters(extra).map((pairs) => bytesOf(new URLSearchParams(pairs).toString())),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((raw) => new Uint8Array(raw)) },
    { weight: 1, arbitrary: fc.json().map((json) => bytesOf(json)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        bytesOf("&=&=%ff=%zz"),
        bytesOf("a=".repeat(40_000)),
        bytesOf(`scope=${"x ".repeat(30_000)}`),
      ),
    },
  );
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

const segment = fc.oneof(
  fc.constantFrom(
    "common",
    "organizations",
    "consumers",
    seed.tenant.id,
    seed.tenant.domain,
    "%ff",
    "%",
    "%00",
    "%3Cx9y8z%3E",
    "..",
  ),
  value.map((text) => encodeURIComponent(text.toWellFormed())),
);

function urlOf(pattern: string, segments: readonly string[], query: [string, string][]): string {
  const { origin } = new URL(pattern);
  let next = 0;
  const path = pattern
    .slice(origin.length)
    .replaceAll(/:\w+|\*/gu, () => segments[next++ % segments.length] ?? "");
  const search = new URLSearchParams(
    query.map(([name, text]) => [name.toWellFormed(), text.toWellFormed()]),
  ).toString();
  return `${origin}${path}${search === "" ? "" : `?${search}`}`;
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/** Any request to any endpoint at these origins. @param extra values that only a sign-in gives: codes and tokens */
export function hostileRequest(
  origins: Origins,
  extra: readonly string[] = [],
): fc.Arbitrary<HostileRequest> {
  return fc
    .record({
      target: fc.constantFrom(
        ...endpoints.flatMap((endpoint) => endpoint.urls(origins).map((pattern) => ({ endpoint, pattern }))),
      ),
      isRightMethod: fc.boolean(),
      method: fc.constantFrom(...methods),
      segments: fc.array(segment, { minLength: 1, maxLength: 3 }),
      query: parameters(extra),
      headers: headers(extra),
      body: body(extra),
    })
    .map(
      ({
        target: { endpoint, pattern },
        isRightMethod,
        method,
        segments,
        query,
        headers: sent,
        body: content,
      }) => {
        const chosen = isRightMethod ? (endpoint.methods.at(-1) ?? method) : method;
        const isForm = isRightMethod && !sent.some(([name]) => name === "content-type");
        return {
          endpoint: endpoint.name,
          url: urlOf(pattern, segments, query),
          method: chosen,
          headers: isForm ? [...sent, ["content-type", "application/x-www-form-urlencoded"]] : sent,
          body: chosen === "GET" || chosen === "HEAD" ? undefined : content,
        };
      },
    );
}

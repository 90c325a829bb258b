import * as fc from "fast-check";
import { anyCharacter } from "./any-character.ts";

/** A text that shows in an answer that a sent value came back. The server's own answers do not contain such text. */
export const marker = "q7x9zw";
/** The name that a client registers. */
export const markedName = `</script><${marker}>"${marker}'${marker}`;
const markers = [
  marker,
  `<${marker}>`,
  `"${marker}`,
  `'${marker}`,
  `</script><${marker}>`,
  `%3C${marker}%3E`,
];

/** The values of a real sign-in, for use in requests: with random values alone, no request would get far. */
export interface Gained {
  host: string;
  clientId: string;
  /** Only for the Authorization header: no request may end this session. */
  bearer: string;
  /** Tokens, codes, tickets and the like. No log may contain them. */
  secrets: readonly string[];
  cookies: readonly string[];
}

const names = [
  "client_id redirect_uri response_type code_challenge code_challenge_method scope state resource grant_type code",
  "code_verifier refresh_token token token_type_hint ticket form_token decision sessionId error error_description",
  "iss client_secret client_assertion client_assertion_type access_token __proto__ constructor toString hasOwnProperty",
].flatMap((line) => line.split(" "));

const plausible = [
  "http://127.0.0.1:9/callback",
  "code",
  "S256",
  "plain",
  "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
  "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
  "authorization_code",
  "refresh_token",
  "User.Read",
  "User.Read Mail.Send offline_access",
  "approve",
  "deny",
  "access_denied",
];

const strange = [
  "",
  "\0",
  "\r\nX-Injected: 1",
  "%",
  "%ff",
  "%00",
  "%c0%ae",
  "../../..",
  "null",
  "undefined",
  "-1",
  "1e400",
  "9".repeat(400),
  "[]",
  "{}",
  "\u202E",
  "\uD800",
  "é".repeat(2_000),
  "a".repeat(9_000),
  "https://client.example/metadata.json",
  "https://127.0.0.1/metadata.json",
  "https://client.example/%00",
  "javascript:alert(1)",
  "file:///etc/passwd",
  "http://evil@127.0.0.1:9/callback#f",
];

export function valueOf({ clientId, secrets }: Gained): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(clientId, ...plausible, ...secrets) },
    { weight: 2, arbitrary: fc.constantFrom(...markers) },
    { weight: 3, arbitrary: fc.constantFrom(...strange) },
    { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 30 }) },
    { weight: 1, arbitrary: fc.webUrl() },
  );
}

/** Names and values. Some come twice, some are broken. The broken percent-encoding is intended. */
export function parametersOf(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: value });
  const encode = (text: string): string => encodeURIComponent(text.toWellFormed());
  const pair = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.tuple(name, value).map(([left, right]) => `${encode(left)}=${encode(right)}`),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(name, value).map(([left, right]) => `${encode(left)}[]=${encode(right)}`),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom("&", "=", "%zz=%", "a=%ff%fe", "=&=", `%3C${marker}%3E`, "a;b=c"),
    },
  );
  return fc.array(pair, { maxLength: 6 }).map((pairs) => pairs.join("&"));
}

export function jsonOf(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), value, fc.constantFrom(1e308, -0, true, null));
  const key = fc.constantFrom(
    ..."redirect_uris client_name client_uri application_type jwks contacts jsonrpc id method params name".split(
      " ",
    ),
    ..."arguments _meta progressToken protocolVersion capabilities clientInfo __proto__ constructor".split(
      " ",
    ),
  );
  const object = fc.dictionary(key, anything, { maxKeys: 6 });
  const method = fc.constantFrom("tools/call", "tools/list", "initialize", "ping", "notifications/cancelled");
  const tool = fc.oneof(fc.constantFrom("getUserDetails", "listDirectoryUsers", "sendMailToSelf"), anything);
  const call = fc
    .tuple(fc.oneof(method, value), tool, fc.oneof(object, anything), fc.oneof(fc.integer(), anything))
    .map(([name, called, more, id]) => ({
      jsonrpc: "2.0",
      id,
      method: name,
      params: { name: called, arguments: more },
    }));
  const registration = fc
    .tuple(fc.array(value, { maxLength: 3 }), object)
    .map(([uris, more]) => Object.assign({ redirect_uris: uris }, more));
  const texts = fc.constantFrom(
    "[".repeat(20_000),
    `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
    '{"a":'.repeat(3_000),
    '{"redirect_uris":1e999,"redirect_uris":["http://127.0.0.1:9/callback"]}',
    '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}',
    '{"client_name":"\\ud800"}',
    '"just text"',
    "nul",
    "{",
    "",
    "\uFEFF{}",
  );
  const objects = fc.oneof(call, registration, object).map((made) => JSON.stringify(made));
  return fc.oneof({ weight: 6, arbitrary: objects }, { weight: 1, arbitrary: texts });
}

/** All or most parameters of an endpoint, so that some requests pass the first checks. */
export function fittingParameters({ clientId, secrets }: Gained): Record<string, readonly string[]> {
  const client = `client_id=${clientId}`;
  const challenge = "code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  const [code, accessToken, refreshToken, ticket, formToken] = secrets;
  const verifier = "code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  return {
    "/authorize": [
      `${client}&response_type=code&${challenge}`,
      `${client}&response_type=code&scope=Nonsense&state=${marker}&${challenge}`,
    ],
    "/consent": [
      `ticket=${ticket}&form_token=${formToken}&decision=approve`,
      `ticket=${ticket}&decision=deny`,
    ],
    "/auth/callback": [`code=${marker}&state=${ticket}`, `error=${marker}&state=${ticket}`],
    "/token": [
      `${client}&grant_type=authorization_code&code=${code}&${verifier}`,
      `${client}&grant_type=refresh_token&refresh_token=${refreshToken}`,
    ],
    "/revoke": [`${client}&token=${accessToken}`],
  };
}

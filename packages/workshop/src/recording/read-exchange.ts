import { findLeak } from "./find-leak.ts";
import type { DecodedToken, Hop } from "./hop.ts";
import type { KnownFacts, RawExchange } from "./raw-exchange.ts";
import { withLabels } from "./with-labels.ts";
import { carriesMcp, readRpc } from "./read-rpc.ts";
import { messageOf, type Part, partsOf, redactPart } from "./redact-exchange.ts";
import type { Secret, SecretBook } from "./secret-book.ts";
import { parameterKinds, tiesExchanges } from "./secret-kinds.ts";
import { changeTexts } from "./change-texts.ts";
import { claimsOf, secretsByShape } from "./token-shapes.ts";

/** What can be read from one exchange alone. */
export interface ReadExchange {
  hop: Omit<Hop, "id" | "story" | "step" | "why" | "page" | "source">;
  /** Values that it shares with the other exchanges of its story. */
  ties: string[];
}

/** Learns the secrets of an exchange, and returns the exchange without them. */
export function readExchange(seen: RawExchange, book: SecretBook): ReadExchange {
  const exchange = withLabels(seen, book);
  const { known = {}, at, durationMs, from, to, transport, method, response, request } = exchange;
  const parts = partsOf(exchange);
  learnFrom(parts, book);
  const redacted = parts.map((part) => redactPart(part, book));
  const rpc = readRpc(exchange);
  const hop = {
    at,
    durationMs,
    from,
    to,
    transport,
    method: book.redact(method),
    url: redacted[0]?.shown ?? "",
    request: messageOf(redacted, "request", request.isCut === true),
    response: { status: response.status, ...messageOf(redacted, "response", response.isCut === true) },
    rpc: changeTexts(rpc, (text) => book.redact(text)),
    tokens: changeTexts(tokensOf(parts, known), (text) => book.redact(text)),
    correlationId: known.correlationId ?? null,
    user: known.user ?? null,
    // A user may have pasted a secret into this field.
    clientId: changeTexts(known.clientId ?? clientIdIn(parts), (text) => book.redact(text)),
    leak: findLeak(redacted, {
      to,
      isMcp: carriesMcp(exchange),
      secretAt: ({ kind, value }) => book.learn(kind, value),
    }),
    error: known.error ?? errorIn(redacted.at(-1)?.shown ?? "", exchange),
    play: exchange.play ?? null,
  };
  const found = redacted.flatMap((part) => part.found);
  return { hop, ties: tiesOf(found, parts, exchange) };
}

function learnFrom(parts: readonly Part[], book: SecretBook): void {
  for (const { places } of parts) for (const { kind, value } of places) book.learn(kind, value);
  for (const { text } of parts) book.recognize(text);
}

/** Claims that only Entra can use. A reader learns nothing from them. */
const internalClaims = new Set(["aio", "rh", "sid", "uti", "xms_ftd"]);

function tokensOf(parts: readonly Part[], { tokens = [] }: KnownFacts): DecodedToken[] {
  return [...decodedTokens(parts), ...tokens].map(({ where, kind, claims }) => ({
    where,
    kind,
    claims: Object.fromEntries(
      Object.entries(claims).map(([name, value]) => [
        name,
        internalClaims.has(name) ? `${String(value).slice(0, 4)}…` : value,
      ]),
    ),
  }));
}

function decodedTokens(parts: readonly Part[]): DecodedToken[] {
  return parts.flatMap(({ where, text, places }) =>
    secretsByShape(text).flatMap(({ kind, value }) => {
      const claims = claimsOf(value);
      const name = places.find((place) => place.value === value && place.form !== "header")?.name;
      if (claims === undefined) return [];
      return [{ where: name === undefined ? where : `${name} in ${where}`, kind, claims }];
    }),
  );
}

/** The client that asks, or that is registered. The address of a redirect is left out: it is for another client. */
function clientIdIn(parts: readonly Part[]): string | null {
  for (const { side, text, header } of parts) {
    const pattern = side === "request" ? /(?:^|[?&])client_id=([^&\s]+)/ : /"client_id"\s*:\s*"([^"]+)"/;
    const value = header === undefined ? pattern.exec(text)?.[1] : undefined;
    if (value !== undefined) return new URLSearchParams(`value=${value}`).get("value");
  }
  return null;
}

/** RFC 6749 §5.2 and RFC 6750 §3, or the status. */
function errorIn(body: string, { response }: RawExchange): string | null {
  const challenge = response.headers["www-authenticate"];
  const named = /"error"\s*:\s*"([\w.-]+)"/.exec(body) ?? /\berror="([\w.-]+)"/.exec(String(challenge ?? ""));
  if (named?.[1] !== undefined) return named[1];
  return response.status !== null && response.status >= 400 ? `HTTP ${response.status}` : null;
}

function tiesOf(found: readonly Secret[], parts: readonly Part[], { known }: RawExchange): string[] {
  const values = found.filter(({ kind }) => tiesExchanges(kind)).map(({ fingerprint }) => fingerprint);
  // With S256, the challenge is the fingerprint of the verifier, which is sent later.
  const challenges = parts.flatMap(({ text }) =>
    Array.from(text.matchAll(/\bcode_challenge=([\w-]{43})/g), ([, challenge = ""]) => challenge),
  );
  const fingerprints = (known?.fingerprints ?? [])
    .filter(({ name }) => tiesExchanges(parameterKinds[name] ?? "token"))
    .map(({ fingerprint }) => fingerprint);
  // A request for public metadata or keys belongs to no single sign-in.
  const isShared = sharedEndpoints.has(known?.endpoint ?? "");
  const correlation = isShared ? null : (known?.correlationId ?? null);
  return [
    ...new Set([...values, ...challenges, ...fingerprints, ...(correlation === null ? [] : [correlation])]),
  ];
}

const sharedEndpoints = new Set(["absent", "instance-discovery", "jwks", "openid-configuration"]);

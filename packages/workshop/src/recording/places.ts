import { jsonKinds, parameterKinds, type SecretKind } from "./secret-kinds.ts";

/** A value that is secret by where it stands. */
export interface Place {
  kind: SecretKind;
  /** Decoded. */
  value: string;
  /** The name of the field. */
  name: string;
  form: "parameter" | "JSON" | "page" | "header";
  /** Position in the text, before decoding. */
  start: number;
  end: number;
}

/** Secret fields of addresses, forms, pages and JSON. One answer can contain all of them. */
export function placesInText(text: string): Place[] {
  return withoutHidden([
    ...parameters(text),
    ...fields(text, json, "JSON", jsonKinds, (raw) => raw),
    ...[page, pageReversed].flatMap((pattern) =>
      fields(text, pattern, "page", parameterKinds, withoutEntities),
    ),
  ]);
}

/** Secrets in a header. */
export function placesInHeader(name: string, value: string): Place[] {
  return withoutHidden(placesInNamedHeader(name, value));
}

/** Leaves out values that another tap has hidden already. */
function withoutHidden(places: Place[]): Place[] {
  return places.filter(
    ({ value }) =>
      !/^(?:REDACTED$|\[(?:access|client|code|cookie|device|form|id|nonce|password|refresh|session|state|token)\b)/.test(
        value,
      ),
  );
}

function placesInNamedHeader(name: string, value: string): Place[] {
  if (name === "authorization" || name === "proxy-authorization") return credentials(value);
  if (name === "cookie") return cookies(value, /(?:^|;\s*)[^=;\s]+=([^;]+)/dg);
  if (name === "set-cookie") return cookies(value, /^[^=;\n]+=([^;\n]+)/dgm);
  if (name === "mcp-session-id") return [wholeOf("session id", name, value, value)];
  return placesInText(value);
}

const names = (kinds: Readonly<Record<string, SecretKind>>): string => Object.keys(kinds).join("|");

const parameter = new RegExp(
  String.raw`(?<![\w.-])(?<name>${names(parameterKinds)})=(?<value>[^&#;\s"'<>\\]+)`,
  "dg",
);
const json = new RegExp(String.raw`"(?<name>${names(jsonKinds)})\\*"\s*:\s*\\*"(?<value>[^"\\]+)`, "dg");
const page = new RegExp(
  String.raw`\bname="(?<name>${names(parameterKinds)})"[^>]*?\bvalue="(?<value>[^"]+)"`,
  "dg",
);
const pageReversed = new RegExp(
  String.raw`\bvalue="(?<value>[^"]+)"[^>]*?\bname="(?<name>${names(parameterKinds)})"`,
  "dg",
);

function fields(
  text: string,
  pattern: RegExp,
  form: Place["form"],
  kinds: Readonly<Record<string, SecretKind>>,
  decode: (raw: string) => string,
): Place[] {
  return Array.from(text.matchAll(pattern), ({ groups, indices }) => {
    const { name = "", value = "" } = groups ?? {};
    const [start = 0, end = 0] = indices?.groups?.["value"] ?? [];
    return { kind: kinds[name] ?? "token", value: decode(value), name, form, start, end };
  });
}

/** The number of an AADSTS error can also be in a field `code`. It is not a secret. */
function parameters(text: string): Place[] {
  return fields(text, parameter, "parameter", parameterKinds, decodeParameter).filter(
    ({ name, value }) => name !== "code" || !/^\d{1,7}$/.test(value),
  );
}

function decodeParameter(raw: string): string {
  try {
    return decodeURIComponent(raw.replaceAll("+", " "));
  } catch {
    return raw;
  }
}

function withoutEntities(raw: string): string {
  return raw
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** The token of RFC 6750 §2.1. For HTTP Basic (RFC 6749 §2.3.1): the credentials, and the secret in them. */
function credentials(value: string): Place[] {
  const [, scheme = "", credential = ""] = /^(\S+)\s+(.+)$/.exec(value) ?? [];
  if (credential === "") return [wholeOf("token", "authorization", value, value)];
  if (scheme.toLowerCase() !== "basic") return [wholeOf("access token", "authorization", credential, value)];
  const [, secret = ""] = /^[^:]*:(.*)$/s.exec(Buffer.from(credential, "base64").toString()) ?? [];
  return [
    wholeOf("client secret", "authorization", credential, value),
    ...(secret === ""
      ? []
      : [{ ...wholeOf("client secret", "authorization", "", value), value: decodeParameter(secret) }]),
  ];
}

function wholeOf(kind: SecretKind, name: string, part: string, whole: string): Place {
  return { kind, name, value: part, form: "header", start: whole.length - part.length, end: whole.length };
}

function cookies(header: string, pattern: RegExp): Place[] {
  return Array.from(header.matchAll(pattern), ({ 1: value = "", indices }) => {
    const [start = 0, end = 0] = indices?.[1] ?? [];
    return { kind: "cookie", name: "cookie", value: decodeParameter(value), form: "header", start, end };
  });
}

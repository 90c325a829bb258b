import { aadsts } from "../errors/aadsts-catalogue.ts";
import { fingerprintsOf } from "../trace/fingerprints.ts";
import { redactParameters } from "../trace/redact-url.ts";
import type { Exchange } from "./exchange.ts";

/** Much more than any real request. It limits the cost of an attack. */
const maximumCharacters = 64 * 1024;

/** A form's fields, each at most once. Empty ones are ignored, as in Entra. */
export type Form = ReadonlyMap<string, string>;

const formType = "application/x-www-form-urlencoded";

/** @throws EntraError if a parameter is repeated (RFC 6749 §3.1). */
export function formOf(parameters: URLSearchParams): Form {
  const form = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (form.has(name)) throw aadsts.parameterInvalid(name);
    form.set(name, value);
  }
  return new Map([...form].filter(([, value]) => value !== ""));
}

/**
 * The body of a POST, still encoded, and recorded for the trace. Another content type counts as an empty
 * body: Entra then reports the first parameter as missing.
 */
export async function readEncodedForm({ request, observed }: Exchange): Promise<string> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  const body = await request.text();
  if (type !== formType) return "";
  if (body.length > maximumCharacters) throw aadsts.requestMalformed();
  const parameters = new URLSearchParams(body);
  observed.parameters = redactParameters(parameters);
  observed.fingerprints = fingerprintsOf("request", parameters);
  return body;
}

export async function readForm(exchange: Exchange): Promise<Form> {
  return formOf(new URLSearchParams(await readEncodedForm(exchange)));
}

/** @throws EntraError 900144 */
export function required(form: Form, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw aadsts.parameterMissing(name);
  return value;
}

/** The encoded value: decoding and encoding again could change the bytes of `state`. */
export function rawParameter(encoded: string, name: string): string | undefined {
  return encoded
    .split("&")
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

import { aadsts } from "../errors/aadsts-catalogue.ts";
import { fingerprintsOf } from "../trace/fingerprints.ts";
import { redactParameters } from "../trace/redact-url.ts";
import type { Exchange } from "./exchange.ts";

/** Far above any real request, so that a flood costs little. */
const maximumCharacters = 64 * 1024;

/** A form's fields, each at most once; empty ones are left out, as Entra treats them. */
export type Form = ReadonlyMap<string, string>;

const formType = "application/x-www-form-urlencoded";

/** @throws EntraError when a parameter is repeated (RFC 6749 §3.1). */
export function formOf(parameters: URLSearchParams): Form {
  const form = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (form.has(name)) throw aadsts.parameterInvalid(name);
    form.set(name, value);
  }
  return new Map([...form].filter(([, value]) => value !== ""));
}

/**
 * The body of a POST, still encoded, and noted for the trace. Another content type counts as empty: Entra then misses the
 * first parameter.
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

/** A value as it was encoded: decoding and encoding again could change the bytes of `state`. */
export function rawParameter(encoded: string, name: string): string | undefined {
  return encoded
    .split("&")
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

import { timingSafeEqual } from "node:crypto";
import type { Platform } from "../authorize/redirect-uri.ts";
import { verifyClientAssertion } from "../credentials/verify-client-assertion.ts";
import type { Application } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Form, required } from "../http/read-form.ts";
import type { ClientAuthentication } from "../tokens/token-subject.ts";

/** The client's id and its proof. Nothing is checked yet. */
export interface PresentedClient {
  clientId: string;
  secret: string | undefined;
  assertion: string | undefined;
}

/**
 * From the form or from HTTP Basic, but not from both (RFC 6749 §2.3).
 * @throws EntraError 900144 without a client id, or for an assertion without a type
 */
export function readPresentedClient({ request }: Exchange, form: Form): PresentedClient {
  const basic = readBasic(request.headers.get("authorization"));
  const assertion = readAssertion(form);
  if (!basic) return { clientId: required(form, "client_id"), secret: form.get("client_secret"), assertion };
  const bodyId = form.get("client_id");
  if (form.has("client_secret") || assertion !== undefined) throw aadsts.parameterInvalid("client_secret");
  if (bodyId !== undefined && bodyId !== basic.clientId) throw aadsts.parameterInvalid("client_id");
  return { ...basic, assertion };
}

/** RFC 7523 §2.2: the only type. Entra's refusal of another one is unconfirmed. */
function readAssertion(form: Form): string | undefined {
  const assertion = form.get("client_assertion");
  if (assertion === undefined) return undefined;
  const type = required(form, "client_assertion_type");
  if (type !== "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") {
    throw aadsts.parameterInvalid("client_assertion_type");
  }
  return assertion;
}

/** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
function readBasic(header: string | null): { clientId: string; secret: string } | undefined {
  const encoded = /^basic ([a-z\d+/=]+)$/iu.exec(header ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString().split(":");
  return { clientId: decodeFormValue(id), secret: decodeFormValue(secret.join(":")) };
}

function decodeFormValue(text: string): string {
  return new URLSearchParams(`value=${text}`).get("value") ?? "";
}

/**
 * Checks the proof. Whether one is required depends on the sign-in's redirect URI or, without one, on "Allow
 * public client flows".
 * @throws EntraError 700025, 7000218, 7000215, 7000222, or an error about an assertion
 */
export async function authenticateClient(
  exchange: Exchange,
  application: Application,
  client: PresentedClient,
  platform: Platform | undefined,
): Promise<ClientAuthentication> {
  const offersProof = client.secret !== undefined || client.assertion !== undefined;
  if (isPublic(application, platform)) {
    if (offersProof) throw aadsts.publicClientSentSecret();
    return "0";
  }
  if (client.assertion !== undefined) {
    await verifyClientAssertion(exchange, application, client.assertion);
    return "2";
  }
  if (client.secret === undefined) throw aadsts.secretMissing();
  checkSecret(exchange, application, client.secret);
  return "1";
}

function isPublic({ isFallbackPublicClient }: Application, platform: Platform | undefined): boolean {
  return platform === undefined ? isFallbackPublicClient : platform !== "web";
}

function checkSecret({ at }: Exchange, { appId, passwordCredentials }: Application, secret: string): void {
  const credential = passwordCredentials.find(({ secretText }) => equalInConstantTime(secretText, secret));
  if (!credential) throw aadsts.secretInvalid(appId);
  if (new Date(credential.endDateTime) <= at) throw aadsts.secretExpired(appId);
}

/** The time of this comparison shows only the length. */
function equalInConstantTime(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

import type { Application } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { verifyCertificateAssertion } from "./certificate-assertion.ts";
import { parseClientAssertion } from "./client-assertion.ts";
import { verifyFederatedAssertion } from "./federated-assertion.ts";

/**
 * Checks a JWT that replaces a secret (RFC 7523 §3). If the application signs itself, the issuer is its
 * `appId`. Any other issuer is a URL.
 * @throws EntraError
 */
export async function verifyClientAssertion(
  exchange: Exchange,
  application: Application,
  jwt: string,
): Promise<void> {
  const assertion = parseClientAssertion(jwt);
  const isFederated = assertion.claims.issuer.startsWith("https://");
  const verify = isFederated ? verifyFederatedAssertion : verifyCertificateAssertion;
  await verify(exchange, application, assertion);
}

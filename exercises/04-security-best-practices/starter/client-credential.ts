/** A part of MSAL's `auth`, beside client ID and authority. */
export type ClientCredential = { clientSecret: string } | { clientAssertion: () => Promise<string> };

/**
 * How this server proves itself to Entra, by the variables that @azure/identity uses: AZURE_CLIENT_SECRET or
 * AZURE_FEDERATED_TOKEN_FILE.
 *
 * @throws Error if neither is set, or both: it must be clear which one the server uses.
 */
export function clientCredential(
  environment: Readonly<Record<string, string | undefined>>,
): ClientCredential {
  // TODO 4.7: use a federated token from the file, and read the file at each call. Without a file, use the secret. Never use both.
  return { clientSecret: environment["AZURE_CLIENT_SECRET"] ?? "" };
}

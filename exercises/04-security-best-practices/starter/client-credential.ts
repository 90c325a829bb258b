/** What MSAL's `auth` takes, besides client ID and authority. */
export type ClientCredential = { clientSecret: string } | { clientAssertion: () => Promise<string> };

/**
 * How this server proves itself to Entra, by the variables that @azure/identity uses: AZURE_CLIENT_SECRET or
 * AZURE_FEDERATED_TOKEN_FILE.
 *
 * @throws Error when neither is set, or both: which one counts must not be a matter of luck.
 */
export function clientCredential(
  environment: Readonly<Record<string, string | undefined>>,
): ClientCredential {
  // TODO 4.7: a federated token from the file, read anew each time; else the secret; never both.
  return { clientSecret: environment["AZURE_CLIENT_SECRET"] ?? "" };
}

// Mistake: Takes what AZURE_FEDERATED_TOKEN_FILE says for the token.
// Caught by: [4.7] proves itself with the platform's token
// Caught by: [4.7] reads the file anew when the platform has replaced the token
// An attacker: gains nothing; Entra is shown a path in place of a token (AADSTS50027), and people go back to the secret.
// Hint: The variable holds the path of a file; the token is in the file.
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
  const { AZURE_CLIENT_SECRET: clientSecret, AZURE_FEDERATED_TOKEN_FILE: file } = environment;
  if (clientSecret && file) {
    throw new Error("AZURE_CLIENT_SECRET and AZURE_FEDERATED_TOKEN_FILE are both set. Set one of them.");
  }
  if (file) {
    return { clientAssertion: async () => file };
  }
  if (clientSecret) return { clientSecret };
  throw new Error("Set AZURE_FEDERATED_TOKEN_FILE, or AZURE_CLIENT_SECRET for development.");
}

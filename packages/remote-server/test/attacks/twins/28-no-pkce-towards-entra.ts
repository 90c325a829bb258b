import {
  createEntraConfidentialClient as createOurs,
  type EntraClientOptions,
  type EntraConfidentialClient,
} from "../../../src/auth/entra/entra-confidential-client.ts";

/** Careless: it uses no PKCE, because a confidential client has a secret. */
export function createEntraConfidentialClient(options: EntraClientOptions): EntraConfidentialClient {
  const ours = createOurs(options);
  return {
    ...ours,
    signInUrl: async (request) => {
      const url = new URL(await ours.signInUrl(request));
      url.searchParams.delete("code_challenge");
      url.searchParams.delete("code_challenge_method");
      return url.href;
    },
    redeemCode: async (request) => ours.redeemCode({ ...request, codeVerifier: "" }),
  };
}

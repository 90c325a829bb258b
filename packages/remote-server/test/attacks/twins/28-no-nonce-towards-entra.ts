import {
  createEntraConfidentialClient as createOurs,
  type EntraClientOptions,
  type EntraConfidentialClient,
} from "../../../src/auth/entra/entra-confidential-client.ts";

/** Careless: it does not check the nonce, because the id token comes directly from Entra. */
export function createEntraConfidentialClient(options: EntraClientOptions): EntraConfidentialClient {
  const ours = createOurs(options);
  return {
    ...ours,
    signInUrl: async (request) => {
      const url = new URL(await ours.signInUrl(request));
      url.searchParams.delete("nonce");
      return url.href;
    },
    // There is no nonce to compare with.
    redeemCode: async (request) => ours.redeemCode({ ...request, nonce: undefined as unknown as string }),
  };
}

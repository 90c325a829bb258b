import {
  createEntraConfidentialClient as createOurs,
  type EntraClientOptions,
  type EntraConfidentialClient,
} from "../../../src/auth/entra/entra-confidential-client.ts";

/** Careless: the id token comes straight from Entra, so what could be wrong with it? */
export function createEntraConfidentialClient(options: EntraClientOptions): EntraConfidentialClient {
  const ours = createOurs(options);
  return {
    ...ours,
    signInUrl: async (request) => {
      const url = new URL(await ours.signInUrl(request));
      url.searchParams.delete("nonce");
      return url.href;
    },
    // There is none to compare with.
    redeemCode: async (request) => ours.redeemCode({ ...request, nonce: undefined as unknown as string }),
  };
}

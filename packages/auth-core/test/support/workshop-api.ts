import { type Application, type MockEntra, seed } from "@mcp-entra/mock-entra";
import {
  type AccessTokenVerifierOptions,
  discoverAuthority,
  type EntraConfig,
  openAccessTokenVerifier,
} from "../../src/index.ts";

export const entraConfig: EntraConfig = {
  tenantId: seed.tenant.id,
  clientId: "44444444-aaaa-4bbb-8ccc-000000000044",
  authorityHost: "https://login.microsoftonline.com",
  graphBaseUrl: "https://graph.microsoft.com",
  developmentCaFile: undefined,
};

/** The application that calls the API. */
export const clientId = seed.applications.local.appId;

/** Registers an API that wants version 2 tokens. */
export function addWorkshopApi(entra: MockEntra): Application {
  const remote = entra.directory.findApplication(seed.applications.remote.appId);
  if (remote === undefined) throw new Error("The seed has no remote server.");
  return entra.directory.addApplication({
    ...structuredClone(remote),
    id: "b2e3d4c5-0044-4000-8000-000000000044",
    appId: entraConfig.clientId,
    displayName: "Workshop API",
    identifierUris: [`api://${entraConfig.clientId}`],
    federatedIdentityCredentials: [],
    api: {
      requestedAccessTokenVersion: 2,
      oauth2PermissionScopes: [
        {
          id: "5f000000-0000-4000-8000-000000000044",
          value: "User.Read",
          type: "User",
          adminConsentDisplayName: "Read",
          isEnabled: true,
        },
      ],
    },
  });
}

/** A verifier of that API. It registers the API if this was not done yet. */
export async function verifierFor(entra: MockEntra, more: Partial<AccessTokenVerifierOptions> = {}) {
  if (entra.directory.findApplication(entraConfig.clientId) === undefined) addWorkshopApi(entra);
  return openAccessTokenVerifier({
    entra: entraConfig,
    authority: await discoverAuthority(entraConfig),
    allowedClients: [clientId],
    allowsApplications: false,
    ...more,
  });
}

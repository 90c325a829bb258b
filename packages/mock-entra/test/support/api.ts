import type { Application, MockEntra, PermissionScope } from "../../src/index.ts";
import { seed } from "../../src/index.ts";

const access: PermissionScope = {
  id: "5f000000-0000-4000-8000-000000000001",
  value: "access",
  type: "User",
  adminConsentDisplayName: "Access",
  isEnabled: true,
};

/** The record of an application of the seed. A test can edit it. */
export function applicationOf(entra: MockEntra, appId: string): Application {
  const application = entra.directory.findApplication(appId);
  if (!application) throw new Error(`The directory has no application ${appId}.`);
  return application;
}

export const apiUri = "api://workshop-api";

/** Registers an API with the scope `access` and the app roles `Things.Read.All` (applications) and `Reader` (users). */
export function addApi(entra: MockEntra, overrides: Partial<Application> = {}): Application {
  const api = entra.directory.addApplication({
    ...structuredClone(applicationOf(entra, seed.applications.remote.appId)),
    id: "b2e3d4c5-0055-4000-8000-0000000000b5",
    appId: "55555555-aaaa-4bbb-8ccc-000000000005",
    displayName: "Workshop API",
    identifierUris: [apiUri],
    passwordCredentials: [],
    federatedIdentityCredentials: [],
    requiredResourceAccess: [],
    appRoles: [
      {
        id: "c0ffee00-0010-4000-8000-0000000000d0",
        value: "Things.Read.All",
        displayName: "Read all things",
        description: "Read all things",
        allowedMemberTypes: ["Application"],
        isEnabled: true,
      },
      {
        id: "c0ffee00-0011-4000-8000-0000000000d1",
        value: "Reader",
        displayName: "Readers",
        description: "Read one's own things",
        allowedMemberTypes: ["User"],
        isEnabled: true,
      },
    ],
    api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [access] },
    ...overrides,
  });
  entra.directory.grantAdminConsent({
    application: seed.applications.remote.appId,
    on: apiUri,
    scopes: ["access"],
  });
  return api;
}

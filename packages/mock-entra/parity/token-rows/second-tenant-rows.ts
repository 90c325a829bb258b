import type { ParityRow } from "../parity-row.ts";
import { witnessedBy } from "../witnessed-by.ts";

const validation = "https://learn.microsoft.com/entra/identity-platform/claims-validation";
const tenancy = "https://learn.microsoft.com/entra/identity-platform/single-and-multi-tenant-apps";
const tokens = "tokens of the second tenant";
const tenant = "state/tenant-of-request.ts";

/** A second tenant. Its tokens are real, but an API of the first tenant must not accept them. */
export const secondTenantRows: ParityRow[] = witnessedBy("test/second-tenant.test.ts", [
  {
    id: "second-tenant-issuer",
    feature: "Issuer and keys of a tenant",
    entra: "Each tenant has an issuer of its own; keys are mostly the same for all, and can differ.",
    source: validation,
    ours: "the second tenant’s keys are its own; `forge.tenant` gives a token of another tenant by the same key",
    test: "a second tenant, in process > has an issuer and keys of its own, which /common lists beside the first tenant's",
    breakIt: {
      file: "endpoints/jwks.ts",
      find: "isShared ? state.tenants : [state]",
      replace: "isShared ? [state] : state.tenants",
    },
  },
  {
    id: "second-tenant-multitenant-api",
    feature: "A multitenant API in another tenant",
    entra:
      "The other tenant’s users get tokens with the API’s own audience, and the roles that their administrator gives.",
    source: tenancy,
    ours: "same; the seed’s API and client are in the second tenant as if they were multitenant, which they are not in the first",
    test: `${tokens} > have the API's own audience, and the roles that its administrator gave`,
    breakIt: {
      file: "directory/second-tenant.ts",
      find: "appRoleAssignments: Object.values(apiRoles)",
      replace: "appRoleAssignments: Object.values(apiRoles).slice(1)",
    },
  },
  {
    id: "second-tenant-keys-of-the-token",
    feature: "Keys by the token’s own tid or iss",
    entra: "Are the attacker’s: an API of one tenant takes its own tenant’s keys and compares iss and tid.",
    source: validation,
    test: `${tokens} > are refused by the first tenant's keys, and let in by those that the token itself names`,
    breakIt: {
      file: "state/create-state.ts",
      find: "createSigningKeys(secondTenantKey)",
      replace: "createSigningKeys(secondTenantKey && firstSigningKey)",
    },
  },
  {
    id: "second-tenant-on-behalf-of",
    feature: "On behalf of another tenant’s user",
    entra: "Is asked for in the tenant that issued the token; elsewhere it is refused with 50013.",
    source: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow",
    ours: "same; the words of the refusal are unconfirmed",
    test: `${tokens} > cannot be traded in the first tenant; in their own they can`,
    breakIt: { file: tenant, find: 'return String(decodeJwt(token)["tid"]);', replace: 'return "";' },
  },
  {
    id: "second-tenant-users",
    feature: "Users of another tenant",
    entra: "Cannot sign in where they are no guests: 50034 or 50020.",
    source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
    ours: "50020 for an account that another of the mock's tenants has",
    test: "what one tenant has, the other has not > users",
    breakIt: {
      file: tenant,
      find: "first.findTenant(name) ?? first",
      replace: "first",
    },
  },
]);

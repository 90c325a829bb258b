import { witnessedBy } from "../witnessed-by.ts";

const tenancy = "https://learn.microsoft.com/entra/identity-platform/single-and-multi-tenant-apps";
const start = "a mock with four tenants from the start";

/** More tenants beside the first and the second. */
export const furtherTenantRows = witnessedBy("test/tenants.test.ts", [
  {
    id: "further-tenants-sign-in",
    feature: "Any number of tenants",
    entra: "Each has its own users; an application for all organizations signs all of them in.",
    source: tenancy,
    ours: "same; two tenants at the start, more from directory files",
    test: `${start} > signs the user of Company 4 in at /organizations`,
    breakIt: {
      file: "state/create-state.ts",
      find: "splice(0, Infinity, first, secondTenant, ...further)",
      replace: "splice(0, Infinity, first, secondTenant, ...further.slice(0, 1))",
    },
  },
  {
    id: "further-tenants-keys",
    feature: "Signing keys of further tenants",
    entra: "Most tenants have the same keys; an application can have its own.",
    source: "https://learn.microsoft.com/entra/identity-platform/signing-key-rollover",
    ours: "further tenants have the first tenant’s keys; applications have no keys of their own",
    test: `${start} > publishes the first tenant's key for the further ones too, and each key once for /common`,
    breakIt: {
      file: "endpoints/jwks.ts",
      find: "new Set(tenants.flatMap(({ signingKeys }) => signingKeys.published()))",
      replace: "tenants.flatMap(({ signingKeys }) => signingKeys.published())",
    },
  },
  {
    id: "further-tenants-registration",
    feature: "The tenant of a registration",
    entra:
      "An application belongs to one tenant. With the accounts of all organizations, every tenant finds it; without, the others do not (700016), and /organizations refuses it (50194).",
    source: tenancy,
    test: `${start} > finds an application that one of them has registered for all organizations`,
    breakIt: {
      file: "authorize/resolve-client.ts",
      find: "if (found) return found;",
      replace: "",
    },
  },
]);

import { witnessedBy } from "../witnessed-by.ts";

const organization = "https://learn.microsoft.com/graph/api/organization-list";

/** The tenant, as Graph shows it. */
export const organizationRows = [
  ...witnessedBy("test/graph-organization.test.ts", [
    {
      id: "graph-organization-user-read",
      feature: "GET /organization with User.Read",
      entra: "Lists the caller's tenant; only id, displayName and verifiedDomains have a value.",
      source: organization,
      ours: "of the other properties, the mock has tenantType only; a tenant has one verified domain",
      test: "GET /organization > lists the caller's tenant, and no other; User.Read shows three properties of it",
      breakIt: {
        file: "endpoints/graph/organization.ts",
        find: 'tenantType: showsAll ? "AAD" : null,',
        replace: 'tenantType: "AAD",',
      },
    },
    {
      id: "graph-organization-application",
      feature: "GET /organization by an application itself",
      entra: "Needs Organization.Read.All or Directory.Read.All.",
      source: organization,
      test: "GET /organization > an application by itself needs more than User.Read.All",
      breakIt: {
        file: "endpoints/graph/organization.ts",
        find: 'caller.user ? ["User.Read", ...readers] : readers',
        replace: '["User.Read", "User.Read.All", ...readers]',
      },
    },
  ]),
];

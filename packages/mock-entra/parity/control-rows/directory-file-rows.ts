import { witnessedBy } from "../witnessed-by.ts";

const application = "https://learn.microsoft.com/graph/api/resources/application";

export const directoryFileRows = witnessedBy("test/directory-file.test.ts", [
  {
    id: "directory-field-names",
    feature: "The names of what is in the directory",
    entra: "Users, applications and the rest have the field names of their Microsoft Graph resources.",
    source: application,
    ours: "The same names, for the fields that the mock acts on; any other field in a file is named and refused.",
    test: "export and import of the directory > the documented example works: its user signs in to its application",
    breakIt: {
      file: "directory-file/principal-schemas.ts",
      find: "userPrincipalName: z.string()",
      replace: "upn: z.string()",
    },
  },
  {
    id: "directory-round-trip",
    feature: "Export of the directory",
    entra: "Graph reads out every resource, but for secrets.",
    source: application,
    ours: "One file holds everything, secrets as well: all of them are samples.",
    test: "export and import of the directory > a round trip loses nothing",
    breakIt: {
      file: "directory-file/read-directory-file.ts",
      find: "    appRoleAssignments: data.appRoleAssignments,\n",
      replace: "    appRoleAssignments: [],\n",
    },
  },
]);

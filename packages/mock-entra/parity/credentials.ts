import { certificateRows } from "./credential-rows/certificate-rows.ts";
import { clientCredentialsRows } from "./credential-rows/client-credentials-rows.ts";
import { federationRows } from "./credential-rows/federation-rows.ts";
import { identifierUriRows } from "./credential-rows/identifier-uri-rows.ts";
import { managedIdentityRows } from "./credential-rows/managed-identity-rows.ts";
import { secretRows } from "./credential-rows/secret-rows.ts";
import type { ParityRow } from "./parity-row.ts";

/** How applications prove their identity, and which tokens they get for themselves. */
export const credentialsRows: ParityRow[] = [
  ...secretRows,
  ...certificateRows,
  ...federationRows,
  ...managedIdentityRows,
  ...clientCredentialsRows,
  ...identifierUriRows,
];

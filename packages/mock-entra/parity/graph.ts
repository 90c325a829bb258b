import { administrationRows } from "./graph-rows/administration-rows.ts";
import { batchRows } from "./graph-rows/batch-rows.ts";
import { callerRows } from "./graph-rows/caller-rows.ts";
import { clientRows } from "./graph-rows/client-rows.ts";
import { directoryRows } from "./graph-rows/directory-rows.ts";
import { filterRows } from "./graph-rows/filter-rows.ts";
import { mailRows } from "./graph-rows/mail-rows.ts";
import { membershipRows } from "./graph-rows/membership-rows.ts";
import { orderRows } from "./graph-rows/order-rows.ts";
import { organizationRows } from "./graph-rows/organization-rows.ts";
import { queryRows } from "./graph-rows/query-rows.ts";
import { userinfoRows } from "./graph-rows/userinfo-rows.ts";
import type { ParityRow } from "./parity-row.ts";

/** The parts of Microsoft Graph that the mock has. */
export const graphRows: ParityRow[] = [
  ...callerRows,
  ...directoryRows,
  ...queryRows,
  ...filterRows,
  ...membershipRows,
  ...userinfoRows,
  ...orderRows,
  ...organizationRows,
  ...batchRows,
  ...mailRows,
  ...clientRows,
  ...administrationRows,
];

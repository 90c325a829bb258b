import { InvalidInputError } from "../control/parse-input.ts";
import { isNameOf, reservedTenantNames } from "../directory/tenant-names.ts";
import type { DirectoryData } from "../directory/types.ts";

/**
 * An address names one tenant: by its ID or by its domain.
 * @throws InvalidInputError with a line for each name that two tenants have, or that is not a tenant's
 */
export function assertDistinctTenants(directories: readonly Pick<DirectoryData, "tenant">[]): void {
  const problems = directories.flatMap(({ tenant }, index) =>
    (["id", "defaultDomain"] as const).flatMap((field) => {
      const name = tenant[field];
      const place = `tenants[${index}].tenant.${field}: found "${name}"`;
      if (reservedTenantNames.includes(name.toLowerCase()))
        return [`${place}. Entra keeps this name for itself.`];
      const other = directories.findIndex((each) => isNameOf(each.tenant, name));
      return other === index
        ? []
        : [`${place}, as in tenants[${other}]. Expected another one for each tenant.`];
    }),
  );
  if (problems.length > 0) throw new InvalidInputError(problems.join("\n"));
}

import { InvalidInputError } from "../control/parse-input.ts";
import { isNameOf } from "../directory/tenant-names.ts";
import { assertDistinctTenants } from "../directory-file/assert-distinct-tenants.ts";
import { readDirectoryFile, writeDirectoryFile } from "../directory-file/read-directory-file.ts";
import type { AllTenantsState } from "./create-state.ts";

/** The functions of a mock for its tenants and their directories. */
export function createTenantCommands(state: AllTenantsState) {
  const { tenants } = state;
  const directoryOf = (name: string) => knownTenant(state, name).directory;
  return {
    directoryOf,
    tenants: () => tenants.map(({ directory }) => structuredClone(directory.tenant)),
    addTenant: (file: unknown) => {
      const added = readDirectoryFile(file, state.directory.allowsLoopbackIdentifierUris);
      state.setFurtherTenants([...tenants.slice(2).map(({ directory }) => directory), added]);
      return directoryOf(added.tenant.id);
    },
    exportDirectory: (name?: string) =>
      writeDirectoryFile(name === undefined ? state.directory : directoryOf(name)),
    importDirectory: (file: unknown, name?: string) => {
      const directory = name === undefined ? state.directory : directoryOf(name);
      const itself = name === undefined ? undefined : directory.tenant;
      const data = readDirectoryFile(file, directory.allowsLoopbackIdentifierUris, itself);
      assertDistinctTenants(tenants.map((each) => (each.directory === directory ? data : each.directory)));
      Object.assign(directory, data);
    },
  };
}

/** @throws InvalidInputError that lists those that there are */
function knownTenant({ tenants }: AllTenantsState, name: string) {
  const found = tenants.find(({ directory }) => isNameOf(directory.tenant, name));
  if (found) return found;
  const known = tenants.map(({ directory: { tenant } }) => `${tenant.id} (${tenant.defaultDomain})`);
  throw new InvalidInputError(`tenant: found "${name}". Expected one of ${known.join(", ")}.`);
}

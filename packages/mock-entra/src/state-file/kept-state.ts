import { z } from "zod";
import { InvalidInputError, parseInput } from "../control/parse-input.ts";
import { assertDistinctTenants } from "../directory-file/assert-distinct-tenants.ts";
import { readWholeDirectory, writeDirectoryFile } from "../directory-file/read-directory-file.ts";
import type { AllTenantsState } from "../state/create-state.ts";
import { readKey, type SigningKey, writeKey } from "../tokens/signing-key.ts";

/** Increase it if an older file could be read in a wrong way. */
const version = 1;

const versionSchema = z.looseObject({ version: z.unknown().optional() });

const keySchema = z.strictObject({ keyId: z.string(), privateKeyPem: z.string(), certificate: z.base64() });

const tenantSchema = z.strictObject({
  signingKeys: z.tuple([keySchema], keySchema),
  directory: z.unknown(),
});

const keptStateSchema = z.strictObject({
  holds: z.string(),
  version: z.literal(version),
  /** The first tenant, the second, and the further ones, which have the first tenant's keys. */
  tenants: z.tuple([tenantSchema, tenantSchema], z.strictObject({ directory: z.unknown() })),
});

/** For the file: the directories of all tenants, and their signing keys. */
export function writeKeptState({ tenants, signingKeys: firstKeys }: AllTenantsState): string {
  const kept = {
    holds:
      "The private signing keys, passwords and secrets of a mock-entra. Do not commit it, and do not share it.",
    version,
    tenants: tenants.map(({ directory, signingKeys }, index) => ({
      ...(index > 0 && signingKeys === firstKeys
        ? {}
        : { signingKeys: signingKeys.published().map((key) => writeKey(key)) }),
      directory: writeDirectoryFile(directory),
    })),
  };
  return `${JSON.stringify(kept, undefined, 2)}\n`;
}

/**
 * Loads a file's content into the state, all or nothing.
 * @throws InvalidInputError for another kind of file, and for another version
 */
export function restoreKeptState(text: string, state: AllTenantsState): void {
  const content = parseJson(text);
  assertVersion(content);
  const [first, second, ...others] = parseInput(keptStateSchema, content, "state").tenants;
  const allowsLoopback = state.directory.allowsLoopbackIdentifierUris;
  const kept = [
    { tenant: state, keys: keysOf(first), data: readWholeDirectory(first.directory, allowsLoopback) },
    { tenant: state.secondTenant, keys: keysOf(second), data: readWholeDirectory(second.directory, false) },
  ];
  const further = others.map(({ directory }) => readWholeDirectory(directory, allowsLoopback));
  assertDistinctTenants([...kept.map(({ data }) => data), ...further]);
  for (const { tenant, keys, data } of kept) {
    tenant.signingKeys.restore(keys);
    Object.assign(tenant.directory, data);
  }
  state.setFurtherTenants(further);
}

function keysOf({
  signingKeys: [first, ...others],
}: z.output<typeof tenantSchema>): [SigningKey, ...SigningKey[]] {
  return [keyOf(first), ...others.map((key) => keyOf(key))];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInputError(
      "state: found something else. Expected the JSON that mock-entra has written.",
    );
  }
}

/** Checked first: another version may have other fields, or the same fields with another meaning. */
function assertVersion(content: unknown): void {
  const found = parseInput(versionSchema, content, "state").version;
  if (found === version) return;
  throw new InvalidInputError(
    `state.version: found ${JSON.stringify(found) ?? "nothing"}. Expected ${version}. Use the mock-entra that has written this file, or name another file.`,
  );
}

function keyOf(key: z.output<typeof keySchema>): SigningKey {
  try {
    return readKey(key);
  } catch {
    throw new InvalidInputError(
      "state: a privateKeyPem is no private key. Expected PEM, as mock-entra has written it.",
    );
  }
}

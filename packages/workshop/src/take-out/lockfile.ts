import { parse, stringify } from "yaml";
import { z } from "zod";

const dependencies = z.record(z.string(), z.object({ specifier: z.string(), version: z.string() }));

const importer = z.object({
  dependencies: dependencies.default({}),
  devDependencies: dependencies.default({}),
});

const versions = z.record(z.string(), z.string()).optional();

/** The parts of pnpm-lock.yaml (lockfile version 9) that are used here. */
const lockfile = z.looseObject({
  lockfileVersion: z.literal("9.0"),
  settings: z.unknown(),
  catalogs: z.object({ default: dependencies }),
  importers: z.record(z.string(), importer),
  packages: z.record(z.string(), z.unknown()),
  snapshots: z.record(z.string(), z.looseObject({ dependencies: versions, optionalDependencies: versions })),
});

/** The lockfile of this repository. */
export type Lockfile = z.output<typeof lockfile>;

/** Packages by name. `specifier` is the exact version for package.json. `version` is the version's name in the lockfile. */
export type Dependencies = z.output<typeof dependencies>;

/** The dependencies in one package.json. */
export interface WantedDependencies {
  dependencies: Dependencies;
  devDependencies: Dependencies;
}

/** @throws ZodError for a lockfile of another version. */
export function parseLockfile(text: string): Lockfile {
  return lockfile.parse(parse(text));
}

/**
 * The dependencies of these packages of this repository, with exact versions in place of `catalog:`, and without these packages
 * themselves.
 *
 * @param paths of packages, from the root of the repository; `.` is the root itself.
 */
export function dependenciesOf(
  { importers, catalogs }: Lockfile,
  paths: readonly string[],
): WantedDependencies {
  const resolve = (kind: keyof WantedDependencies): Dependencies => {
    const all = paths.flatMap((path) => Object.entries(importers[path]?.[kind] ?? {}));
    const fromRegistry = all.filter(([, { version }]) => !version.startsWith("link:"));
    return Object.fromEntries(
      fromRegistry
        .toSorted(([one], [other]) => one.localeCompare(other))
        .map(([name, { specifier, version }]) => [
          name,
          {
            specifier: (specifier === "catalog:" ? catalogs.default[name]?.specifier : specifier) ?? version,
            version,
          },
        ]),
    );
  };
  return { dependencies: resolve("dependencies"), devDependencies: resolve("devDependencies") };
}

/** The lockfile of one package: all direct and indirect dependencies with the same versions, and nothing else. */
export function lockfileFor(whole: Lockfile, wanted: WantedDependencies): string {
  const needed = snapshotsNeeded(whole, [wanted.dependencies, wanted.devDependencies]);
  const packages = new Set([...needed].map((key) => key.replace(/\(.*$/, "")));
  return stringify(
    {
      lockfileVersion: whole.lockfileVersion,
      settings: whole.settings,
      importers: { ".": wanted },
      packages: pick(whole.packages, packages),
      snapshots: pick(whole.snapshots, needed),
    },
    { lineWidth: 0 },
  );
}

/** The keys of all installed packages, direct and indirect. */
function snapshotsNeeded({ snapshots }: Lockfile, roots: readonly Dependencies[]): ReadonlySet<string> {
  const first = roots.flatMap((root) =>
    Object.entries(root).map(([name, { version }]) => `${name}@${version}`),
  );
  const needed = new Set(first);
  // The loop also visits keys that are added during the loop.
  for (const key of needed) {
    const { dependencies: always = {}, optionalDependencies: optional = {} } = snapshots[key] ?? {};
    for (const [name, version] of [...Object.entries(always), ...Object.entries(optional)]) {
      // If the package has an alias, the version contains the package's real name.
      const own = `${name}@${version}`;
      needed.add(own in snapshots ? own : version);
    }
  }
  return needed;
}

function pick(all: Readonly<Record<string, unknown>>, keys: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => keys.has(key)));
}

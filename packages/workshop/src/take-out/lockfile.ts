import { parse, stringify } from "yaml";
import { z } from "zod";

const dependencies = z.record(z.string(), z.object({ specifier: z.string(), version: z.string() }));

const importer = z.object({
  dependencies: dependencies.default({}),
  devDependencies: dependencies.default({}),
});

const versions = z.record(z.string(), z.string()).optional();

/** pnpm-lock.yaml (lockfile version 9), as far as it is read here. */
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

/** Packages by name: `specifier` is the exact version for package.json, `version` is what the lockfile calls it. */
export type Dependencies = z.output<typeof dependencies>;

/** What one package.json names. */
export interface WantedDependencies {
  dependencies: Dependencies;
  devDependencies: Dependencies;
}

/** @throws ZodError for a lockfile of another version. */
export function parseLockfile(text: string): Lockfile {
  return lockfile.parse(parse(text));
}

/**
 * What the given packages of this repository depend on, with exact versions in place of `catalog:`, and without each other.
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

/** A lockfile for one package of its own: the same versions all the way down, and nothing that it does not need. */
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

/** The keys of everything that is installed, in whatever depth. */
function snapshotsNeeded({ snapshots }: Lockfile, roots: readonly Dependencies[]): ReadonlySet<string> {
  const first = roots.flatMap((root) =>
    Object.entries(root).map(([name, { version }]) => `${name}@${version}`),
  );
  const needed = new Set(first);
  // A set that grows while it is walked: what is added is visited as well.
  for (const key of needed) {
    const { dependencies: always = {}, optionalDependencies: optional = {} } = snapshots[key] ?? {};
    for (const [name, version] of [...Object.entries(always), ...Object.entries(optional)]) {
      // Under an alias, the version names the package as well.
      const own = `${name}@${version}`;
      needed.add(own in snapshots ? own : version);
    }
  }
  return needed;
}

function pick(all: Readonly<Record<string, unknown>>, keys: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => keys.has(key)));
}

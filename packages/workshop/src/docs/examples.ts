import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { examplesIn } from "./examples-in.ts";
import { declarationOf, withExample } from "./example-in-comment.ts";
import { type Page, root } from "./pages.ts";

/** The packages whose exports have an example in their comment. */
const packages = ["auth-core", "mock-entra"];

/** A source file, and its text with the present examples from the files in `examples/`. */
interface SourceWithExamples extends Page {
  fresh: string;
}

/**
 * Every source file whose exports have an example. In `packages/NAME/examples/*.ts`, which are compiled and run as tests, a
 * `// #region NAME` holds the example of the export of that name.
 *
 * @throws Error if the name of an example is not exported by exactly one source file.
 */
export function readSourcesWithExamples(): SourceWithExamples[] {
  return packages.flatMap((name) => {
    const sources = read(`packages/${name}/src/**/*.ts`).filter(({ path }) => !path.endsWith(".test.ts"));
    const fresh = new Map<Page, string>();
    for (const [exported, code] of examplesOf(name)) {
      const exporting = sources.filter(({ text }) => declarationOf(exported).test(text));
      const [source] = exporting;
      if (source === undefined || exporting.length > 1)
        throw new Error(
          `packages/${name}/examples: expected one file that exports ${exported}, found ${exporting.length}`,
        );
      fresh.set(source, withExample(fresh.get(source) ?? source.text, exported, code));
    }
    return Array.from(fresh, ([{ path, text }, newText]) => ({ path, text, fresh: newText }));
  });
}

/** The names that have an example. */
export function namesWithExample(packageName: string): string[] {
  return examplesOf(packageName).map(([exported]) => exported);
}

function examplesOf(packageName: string): [string, string][] {
  return read(`packages/${packageName}/examples/*.ts`).flatMap(({ text }) => examplesIn(text));
}

function read(pattern: string): Page[] {
  const paths = globSync(pattern, { cwd: root }).map((path) => path.replaceAll("\\", "/"));
  return paths.toSorted().map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

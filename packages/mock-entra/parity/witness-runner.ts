import { join } from "node:path";
import { createVitest, type TestCase, type TestModule, type Vitest } from "vitest/node";
import { type Break, breakSource, troubleWith } from "./break-source.ts";
import type { ParityRow } from "./parity-row.ts";

/** What became of a witness. */
export type Outcome =
  | { kind: "passed" }
  /** An expectation did not hold, or a library refused what the mock answered. */
  | { kind: "refused"; why: string[] }
  /** It says nothing about the mock: the test was not found, did not load, hung, or stumbled over the break itself. */
  | { kind: "unusable"; why: string[] };

export type WitnessRunner = {
  /** Runs these tests of one file on the mock as it is. @returns what became of each, in their order */
  runAll(file: string, tests: readonly string[]): Promise<Outcome[]>;
  /** Runs this one test alone, on the mock with the change. */
  runBroken(witness: ParityRow["witness"], change: Break): Promise<Outcome>;
  close(): Promise<void>;
};

const root = join(import.meta.dirname, "..");
const sourcePath = (file: string): string => join(root, "src", file);

/** One vitest for many runs: a run of its own for each would cost three times as long. */
export const createWitnessRunner = async (): Promise<WitnessRunner> => {
  let current: Break | undefined;
  const vitest = await createVitest(
    {
      root,
      config: false,
      watch: false,
      fileParallelism: false,
      reporters: [{}],
      // Broken sources must not be found by the next ordinary run.
      fsModuleCache: false,
    },
    {
      plugins: [
        {
          name: "break-source",
          enforce: "pre",
          transform: (code: string, id: string) =>
            current && id === sourcePath(current.file) ? breakSource(code, current) : undefined,
        },
      ],
    },
    { stdout: process.stderr },
  );
  return {
    runAll: (file, tests) => runTests(vitest, file, tests),
    runBroken: async ({ file, test }, change) => {
      const trouble = troubleWith(change);
      if (trouble !== undefined) return { kind: "unusable", why: [trouble] };
      const choose = (next: Break | undefined): void => {
        current = next;
        vitest.invalidateFile(sourcePath(change.file));
        preloadBreak(next);
      };
      choose(change);
      const [outcome] = await runTests(vitest, file, [test]);
      choose(undefined);
      return outcome ?? notFound;
    },
    close: () => vitest.close(),
  };
};

/** For the processes that the witness starts: they inherit the environment. */
const preloadBreak = (change: Break | undefined): void => {
  const preload = new URL("break-at-load.ts", import.meta.url).href;
  process.env["NODE_OPTIONS"] = change ? `--import ${preload}` : "";
  process.env["MOCK_ENTRA_BREAK"] = change ? JSON.stringify(change) : "";
};

const notFound: Outcome = { kind: "unusable", why: ["There is no such test."] };

const runTests = async (vitest: Vitest, file: string, tests: readonly string[]): Promise<Outcome[]> => {
  const specification = vitest
    .getRootProject()
    .createSpecification(join(root, file), { testNames: [...tests] });
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications([specification]);
  // The modules of earlier runs are still among them.
  const testModule = testModules.find(({ moduleId }) => moduleId === specification.moduleId);
  const troubles = [...(testModule ? troublesOf(testModule) : []), ...unhandledErrors.map(String)];
  if (!testModule || troubles.length > 0) return tests.map(() => ({ kind: "unusable", why: troubles }));
  const ran = new Map(Array.from(testModule.children.allTests(), (item) => [item.fullName, item]));
  return tests.map((test) => {
    const testCase = ran.get(test);
    return testCase ? outcomeOf(testCase) : notFound;
  });
};

/** What went wrong outside the test: while its file was loaded, or in a hook for the whole file. */
const troublesOf = (testModule: TestModule): string[] =>
  [testModule, ...testModule.children.allSuites()]
    .flatMap((suite) => suite.errors())
    .map(({ message }) => message);

/** A mock that cannot run proves nothing: any test would notice. */
const isStumble = ({ name, message }: { name?: string; message: string }): boolean =>
  /^(Syntax|Reference|Type|Range)Error$/u.test(name ?? "") || message.startsWith("Test timed out");

const outcomeOf = (testCase: TestCase): Outcome => {
  const { state, errors = [] } = testCase.result();
  const why = errors.map(({ name, message }) => `${name}: ${message}`);
  if (state === "passed") return { kind: "passed" };
  if (state !== "failed") return { kind: "unusable", why: [`The test was ${state}.`] };
  return { kind: errors.some(isStumble) ? "unusable" : "refused", why };
};

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createVitest, type TestCase, type TestModule, type Vitest } from "vitest/node";
import { type Break, breakSource } from "./break-source.ts";
import type { ParityRow } from "./parity-row.ts";

/** What became of a witness. */
export type Outcome =
  | { kind: "passed" }
  /** An expectation did not hold, or a library refused what the mock answered. */
  | { kind: "refused"; why: string[] }
  /** It says nothing about the mock: the test was not found, did not load, hung, or stumbled over the break itself. */
  | { kind: "unusable"; why: string[] };

export type WitnessRunner = {
  /** Runs this one test alone, on the mock as it is or with the change. */
  run(witness: ParityRow["witness"], change?: Break): Promise<Outcome>;
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
    run: async (witness, change) => {
      if (!change) return runWitness(vitest, witness);
      breakSource(readFileSync(sourcePath(change.file), "utf8"), change);
      current = change;
      vitest.invalidateFile(sourcePath(change.file));
      preloadBreak(change);
      const outcome = await runWitness(vitest, witness);
      current = undefined;
      vitest.invalidateFile(sourcePath(change.file));
      preloadBreak(undefined);
      return outcome;
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

const runWitness = async (vitest: Vitest, { file, test }: ParityRow["witness"]): Promise<Outcome> => {
  const specification = vitest.getRootProject().createSpecification(join(root, file), { testNames: [test] });
  const { testModules: seen, unhandledErrors } = await vitest.runTestSpecifications([specification]);
  // The earlier runs are among them.
  const testModules = seen.filter(({ moduleId }) => moduleId === specification.moduleId);
  const troubles = [...testModules.flatMap(troublesOf), ...unhandledErrors.map(String)];
  if (troubles.length > 0) return { kind: "unusable", why: troubles };
  const ran = testModules
    .flatMap(({ children }) => Array.from(children.allTests()))
    .filter((testCase) => testCase.result().state !== "skipped");
  const [only] = ran;
  if (!only || ran.length > 1) return { kind: "unusable", why: [`${ran.length} tests of this name`] };
  return outcomeOf(only);
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
  const { errors = [] } = testCase.result();
  const why = errors.map(({ name, message }) => `${name}: ${message}`);
  if (errors.length === 0) return { kind: "passed" };
  return { kind: errors.some(isStumble) ? "unusable" : "refused", why };
};

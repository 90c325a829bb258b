import { join } from "node:path";
import { createVitest, type TestCase, type TestModule, type Vitest } from "vitest/node";
import { type Break, breakSource, troubleWith } from "../../packages/mock-entra/parity/break-source.ts";
import type { ParityRow } from "../../packages/mock-entra/parity/parity-row.ts";
import { createWarmPool } from "../../packages/workshop/src/exercises/warm-pool.ts";

/** The result of a witness. */
export type Outcome =
  | { kind: "passed" }
  /** An expectation was wrong, or a library refused the mock's answer. */
  | { kind: "refused"; why: string[] }
  /**
   * The result says nothing about the mock: the test was not found, did not load, did not end, or failed because of the fault's own code.
   */
  | { kind: "unusable"; why: string[] };

export interface WitnessRunner {
  /** Runs these tests of one file on the unchanged mock. @returns the result of each, in the same order */
  runAll(file: string, tests: readonly string[]): Promise<Outcome[]>;
  /** Runs only this test, on the mock with the change. */
  runBroken(witness: ParityRow["witness"], change: Break): Promise<Outcome>;
  close(): Promise<void>;
}

const root = join(import.meta.dirname, "../../packages/mock-entra");

function sourcePath(file: string): string {
  return join(root, "src", file);
}

/** The parts that differ from run to run. */
interface Session {
  vitest: Vitest;
  /** The changes of the sources, made while they are loaded. */
  change: Break | undefined;
  /** Programming errors inside the mock. msw answers 500 for them, and writes them to the console. */
  crashes: string[];
}

/**
 * One vitest for many runs, in one process that keeps the libraries loaded. For each run, vitest reads the mock's sources and the tests
 * again. So a fault has an effect, and only in its own run. It has no effect in a process that a witness starts. The row then reports
 * that its witness passed on the broken mock.
 */
export async function createWitnessRunner(): Promise<WitnessRunner> {
  const session = await openSession();
  return {
    runAll: (file, tests) => runTests(session, file, tests),
    runBroken: async ({ file, test }, change) => {
      const trouble = troubleWith(change);
      if (trouble !== undefined) return { kind: "unusable", why: [trouble] };
      changeSources(session, change.file, change);
      const [outcome] = await runTests(session, file, [test]);
      changeSources(session, change.file, undefined);
      return outcome ?? notFound;
    },
    close: () => session.vitest.close(),
  };
}

async function openSession(): Promise<Session> {
  const state: Omit<Session, "vitest"> = { change: undefined, crashes: [] };
  const onUserConsoleLog = ({ content }: { content: string }): void => {
    if (programmingError.test(content)) state.crashes.push(content);
  };
  const transform = (code: string, id: string): string | undefined =>
    state.change && id === sourcePath(state.change.file) ? breakSource(code, state.change) : undefined;
  const vitest = await createVitest(
    {
      root,
      config: false,
      watch: false,
      fileParallelism: false,
      pool: createWarmPool({ longestSilence: 60 }),
      isolate: true,
      reporters: [{ onUserConsoleLog }],
      // A test that only takes long on a busy machine says nothing about the mock. The pool stops a silent process after 60 seconds.
      testTimeout: 50_000,
      hookTimeout: 50_000,
      expect: { poll: { timeout: 20_000, interval: 20 } },
      // The next ordinary run must not find broken sources.
      fsModuleCache: false,
    },
    { plugins: [{ name: "break-source", enforce: "pre", transform }] },
    { stdout: process.stderr },
  );
  return Object.assign(state, { vitest });
}

function changeSources(session: Session, file: string, change: Break | undefined): void {
  session.change = change;
  session.vitest.invalidateFile(sourcePath(file));
}

const notFound: Outcome = { kind: "unusable", why: ["There is no such test."] };

async function runTests(session: Session, file: string, tests: readonly string[]): Promise<Outcome[]> {
  const { vitest, crashes } = session;
  crashes.length = 0;
  const specification = vitest
    .getRootProject()
    .createSpecification(join(root, file), { testNames: [...tests] });
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications([specification]);
  // The list still contains the modules of earlier runs.
  const testModule = testModules.find(({ moduleId }) => moduleId === specification.moduleId);
  const troubles = [
    ...(testModule ? troublesOf(testModule) : []),
    ...unhandledErrors.map(String),
    ...crashes,
  ];
  if (!testModule || troubles.length > 0) return tests.map(() => ({ kind: "unusable", why: troubles }));
  const ran = new Map(Array.from(testModule.children.allTests(), (item) => [item.fullName, item]));
  return tests.map((test) => {
    const testCase = ran.get(test);
    return testCase ? outcomeOf(testCase) : notFound;
  });
}

/** An error outside the test: while its file was loaded, or in a hook of the whole file. */
function troublesOf(testModule: TestModule): string[] {
  return [testModule, ...testModule.children.allSuites()]
    .flatMap((suite) => suite.errors())
    .map(({ message }) => message);
}

/** If the mock does not start, the result proves nothing: any test would fail. */
const programmingError = /^(Syntax|Reference|Type|Range)Error\b/u;

function isStumble({ name = "", message }: { name?: string; message: string }): boolean {
  return programmingError.test(name) || message.startsWith("Test timed out");
}

function outcomeOf(testCase: TestCase): Outcome {
  const { state, errors = [] } = testCase.result();
  const why = errors.map(({ name, message }) => `${name}: ${message}`);
  if (state === "passed") return { kind: "passed" };
  if (state !== "failed") return { kind: "unusable", why: [`The test was ${state}.`] };
  return { kind: errors.some(isStumble) ? "unusable" : "refused", why };
}

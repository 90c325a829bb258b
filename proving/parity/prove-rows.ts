import { parseArgs } from "node:util";
import type { ParityRow } from "../../packages/mock-entra/parity/parity-row.ts";
import { parityRows } from "../../packages/mock-entra/parity/rows.ts";
import { createWitnessRunner, type Outcome, type WitnessRunner } from "./witness-runner.ts";

/**
 * Runs the witnesses of the rows on the unchanged mock. Then it runs each one on the mock with the fault of its row, and all of them on
 * the unchanged mock again. It prints one line of JSON for each row. `node parity/prove-rows.ts [--share 1/2] [id …]`: every second row,
 * or the rows with these ids.
 */
export interface ProvenRow {
  id: string;
  unbroken: Outcome;
  broken: Outcome;
  /** Again without a fault, to see that no fault of another row is left. */
  mended: Outcome;
}

const notRun: Outcome = { kind: "unusable", why: ["It was not run."] };
const { values, positionals } = parseArgs({
  options: { share: { type: "string", default: "1/1" } },
  allowPositionals: true,
});

function selectRows(): ParityRow[] {
  const [part = 1, parts = 1] = values.share.split("/").map(Number);
  return parityRows
    .filter(({ id }) => positionals.length === 0 || positionals.includes(id))
    .filter((_, index) => index % parts === part - 1);
}

function print(row: ProvenRow): void {
  process.stdout.write(`${JSON.stringify(row)}\n`);
}

async function proveRows(runner: WitnessRunner, file: string, rows: readonly ParityRow[]): Promise<void> {
  const tests = rows.map(({ witness }) => witness.test);
  const unbroken = await runner.runAll(file, tests);
  const broken: Outcome[] = [];
  for (const { witness, breakIt } of rows) broken.push(await runner.runBroken(witness, breakIt));
  const mended = await runner.runAll(file, tests);
  for (const [index, { id }] of rows.entries()) {
    print({
      id,
      unbroken: unbroken[index] ?? notRun,
      broken: broken[index] ?? notRun,
      mended: mended[index] ?? notRun,
    });
  }
}

const runner = await createWitnessRunner();
const rowsByFile = Map.groupBy(selectRows(), ({ witness }) => witness.file);
for (const [file, rows] of rowsByFile) await proveRows(runner, file, rows);
await runner.close();
// vitest has set it to 1, because tests have failed, as intended.
process.exitCode = 0;

import { parseArgs } from "node:util";
import type { ParityRow } from "./parity-row.ts";
import { parityRows } from "./rows.ts";
import { createWitnessRunner, type Outcome, type WitnessRunner } from "./witness-runner.ts";

/**
 * Runs the witnesses of the rows on the mock as it is, then each one on the mock broken as its row says. One line of JSON a
 * row. `node parity/prove-rows.ts [--share 1/2] [id …]`: every second row, or the rows of these ids.
 */
export interface ProvenRow {
  id: string;
  unbroken: Outcome;
  broken: Outcome;
}

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
  const outcomes = await runner.runAll(file, tests);
  for (const [index, { id, witness, breakIt }] of rows.entries()) {
    const unbroken = outcomes[index] ?? { kind: "unusable", why: ["It was not run."] };
    print({ id, unbroken, broken: await runner.runBroken(witness, breakIt) });
  }
}

const runner = await createWitnessRunner();
const rowsByFile = Map.groupBy(selectRows(), ({ witness }) => witness.file);
for (const [file, rows] of rowsByFile) await proveRows(runner, file, rows);
await runner.close();
// vitest has set it to 1: tests have failed, as they should.
process.exitCode = 0;

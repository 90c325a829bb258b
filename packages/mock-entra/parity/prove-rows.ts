import { parseArgs } from "node:util";
import { parityRows } from "./rows.ts";
import type { ParityRow } from "./parity-row.ts";
import { createWitnessRunner, type Outcome, type WitnessRunner } from "./witness-runner.ts";

/**
 * Runs the witness of each row on the mock as it is, and on the mock broken as the row says. One line of JSON a row.
 * `node parity/prove-rows.ts [--share 1/2] [id …]`: every second row, or the rows of these ids.
 */
export type ProvenRow = { id: string; unbroken: Outcome; broken: Outcome };

const { values, positionals } = parseArgs({
  options: { share: { type: "string", default: "1/1" } },
  allowPositionals: true,
});

const selectRows = (): ParityRow[] => {
  const [part = 1, parts = 1] = values.share.split("/").map(Number);
  return parityRows
    .filter(({ id }) => positionals.length === 0 || positionals.includes(id))
    .filter((_, index) => index % parts === part - 1);
};

const proveRow = async (runner: WitnessRunner, { id, witness, breakIt }: ParityRow): Promise<ProvenRow> => ({
  id,
  unbroken: await runner.run(witness),
  broken: await runner.run(witness, breakIt),
});

const runner = await createWitnessRunner();
for (const row of selectRows()) {
  process.stdout.write(`${JSON.stringify(await proveRow(runner, row))}\n`);
}
await runner.close();

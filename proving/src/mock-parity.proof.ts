import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, it } from "vitest";
import type { ProvenRow } from "../parity/prove-rows.ts";
import { parityRows } from "../../packages/mock-entra/parity/rows.ts";

const proveRows = join(import.meta.dirname, "../parity/prove-rows.ts");
const proven = new Map<string, ProvenRow>();

/** A separate process, because it runs vitest too and must not use the settings of this vitest. */
async function prove(share: string): Promise<void> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST"));
  const { stdout } = await promisify(execFile)(process.execPath, [proveRows, "--share", share], {
    env: Object.fromEntries(kept),
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const line of stdout.trim().split("\n")) {
    const row: ProvenRow = JSON.parse(line);
    proven.set(row.id, row);
  }
}

beforeAll(() => Promise.all([prove("1/2"), prove("2/2")]), 15 * 60_000);

it.each(parityRows.map(({ id }) => id))(
  "row %s of the mock's parity table: its test passes, fails once the mock is broken, and passes again",
  (id) => {
    const { unbroken, broken, mended } = proven.get(id) ?? {};
    expect(unbroken).toEqual({ kind: "passed" });
    expect(broken).toEqual({ kind: "refused", why: expect.any(Array) });
    expect(mended).toEqual({ kind: "passed" });
  },
);

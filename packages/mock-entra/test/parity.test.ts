import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { troubleWith } from "../parity/break-source.ts";
import { renderParityPage } from "../parity/render-parity-page.ts";
import { parityAreas, parityRows } from "../parity/rows.ts";
import { aadsts } from "../src/errors/aadsts-catalogue.ts";
import { missingTests } from "./support/test-names.ts";

test("docs/mock-entra-parity.md is what the rows say", () => {
  const page = readFileSync(new URL("../../../docs/mock-entra-parity.md", import.meta.url), "utf8");
  const isCurrent = page === renderParityPage(parityAreas);
  expect(isCurrent, "The page is out of date. Write it: pnpm --filter @mcp-entra/mock-entra parity").toBe(
    true,
  );
});

test("each row has an id of its own", () => {
  const ids = parityRows.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(ids.filter((id) => !/^[a-z\d]+(-[a-z\d]+)*$/u.test(id))).toEqual([]);
});

test("each row names a test that there is", () => {
  expect(missingTests(parityRows.map(({ witness }) => witness))).toEqual([]);
});

test("each row breaks exactly one place of the sources", () => {
  const troubles = parityRows.flatMap(({ id, breakIt }) => {
    const trouble = troubleWith(breakIt);
    return trouble === undefined ? [] : [`${id}: ${trouble}`];
  });
  expect(troubles).toEqual([]);
});

test("each code of the catalogue has a row, and hence a test that reaches it", () => {
  const covered = new Set(
    parityRows.flatMap(({ feature, entra }) => `${feature}: ${entra}`.match(/AADSTS\d+/gu) ?? []),
  );
  const codes = Object.values(aadsts).map(({ details }) => `AADSTS${details.code}`);
  expect(codes.filter((code) => !covered.has(code))).toEqual([]);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { attacks } from "./all-attacks.ts";
import type { Defence } from "./defence.ts";
import { defences } from "./defences.ts";
import { findMarkers } from "./threat-model/markers.ts";
import { renderThreatModel } from "./threat-model/render-threat-model.ts";

const page = new URL("../../../../docs/threat-model.md", import.meta.url);

it("docs/threat-model.md is what the attacks and the sources say", () => {
  const isCurrent = readFileSync(page, "utf8") === renderThreatModel();
  const hint = "The page is out of date. Write it: pnpm --filter @mcp-entra/remote-server threat-model";
  expect(isCurrent, hint).toBe(true);
});

it("attacks stand in the order of their numbers, each once", () => {
  const numbers = attacks.map(({ number }) => number);
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
});

it("each defence has exactly one place in the sources, and each place is a defence", () => {
  const places = [...findMarkers()].flatMap(([id, files]) => files.map(() => id));
  expect(places.toSorted()).toEqual(Object.keys(defences).toSorted());
});

it("each defence stops an attack", () => {
  const used = new Set<string>(
    attacks.flatMap(({ attempts }) => attempts.flatMap(({ stoppedBy }) => stoppedBy.flat())),
  );
  expect(Object.keys(defences).filter((id) => !used.has(id))).toEqual([]);
});

it("each attempt is stopped by something", () => {
  const attempts = attacks.flatMap((attack) => attack.attempts);
  expect(attempts.filter(({ stoppedBy }) => stoppedBy.flat().length === 0)).toEqual([]);
});

const twins = Object.entries<Defence>(defences).flatMap(([id, { twin }]) =>
  twin === undefined ? [] : [[twin, findMarkers().get(id)?.[0] ?? ""] as const],
);

it.each(twins)(
  "the twin %s can stand in for %s: it has all that others import from there",
  async (twin, file) => {
    const [ours, careless] = await Promise.all([
      import(join(import.meta.dirname, "../../..", file)) as Promise<object>,
      import(join(import.meta.dirname, "twins", twin)) as Promise<object>,
    ]);
    expect(Object.keys(careless)).toEqual(expect.arrayContaining(Object.keys(ours)));
  },
);

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { attacks } from "./all-attacks.ts";
import { type Defence, defences } from "./defences.ts";
import { findMarkers } from "./threat-model/markers.ts";
import { renderThreatModel } from "./threat-model/render-threat-model.ts";

const page = new URL("../../../../docs/threat-model.md", import.meta.url);

it("docs/threat-model.md is what the attacks and the sources say", () => {
  const isCurrent = readFileSync(page, "utf8") === renderThreatModel();
  const hint = "The page is out of date. Write it: pnpm --filter @mcp-entra/remote-server threat-model";
  expect(isCurrent, hint).toBe(true);
});

it("attacks are numbered without a gap", () => {
  expect(attacks.map(({ number }) => number)).toEqual(attacks.map((_, index) => index + 1));
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

it("each twin is there", () => {
  const twins = Object.values<Defence>(defences).flatMap(({ twin }) => twin ?? []);
  const missing = twins.filter((twin) => !existsSync(join(import.meta.dirname, "twins", twin)));
  expect(missing).toEqual([]);
});

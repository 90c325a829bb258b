import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findChromium } from "../src/support/find-chromium.ts";
import { type ClientFlow, type Place, places } from "./client-flow.ts";
import { libraryOf, type Outcome, renderPage } from "./clients-page.ts";
import { allFlows } from "./flows/all-flows.ts";
import { useMock } from "./use-mock.ts";

const page = join(import.meta.dirname, "../../docs/mock-entra-clients.md");

const hasChromium = findChromium() !== undefined;

/** All flows that have run, with their results. */
const outcomes = new Map<string, Outcome>();
const keyOf = (flow: ClientFlow, place: Place): string => `${allFlows.indexOf(flow)} ${place}`;

function nameOf({ dependency, flow }: ClientFlow): string {
  const { name, version } = libraryOf(dependency);
  return `${name} ${version}: ${flow}`;
}

describe.each(places)("%s", (place) => {
  const mock = useMock(place);
  const here = allFlows.filter((flow) => flow.places.includes(place));
  const named = (flows: readonly ClientFlow[]) =>
    flows.map((flow): [string, ClientFlow] => [nameOf(flow), flow]);
  const note = (flow: ClientFlow, works: boolean) => outcomes.set(keyOf(flow, place), { flow, place, works });

  const skipped = (flow: ClientFlow): boolean => flow.inChromium === true && !hasChromium;

  it.for(named(here.filter(({ cannot }) => cannot === undefined)))("%s", async ([, flow], { skip }) => {
    skip(skipped(flow), "There is no Chromium.");
    note(flow, false);
    const { entra } = mock();
    await flow.run(mock());
    expect(entra.trace.entries(), "The library has asked the mock nothing").not.toEqual([]);
    note(flow, true);
  });

  it.for(named(here.filter(({ cannot }) => cannot !== undefined)))(
    "%s: refused",
    async ([, flow], { skip }) => {
      skip(skipped(flow), "There is no Chromium.");
      note(flow, false);
      await expect(flow.run(mock())).rejects.toThrow(flow.cannot?.error);
    },
  );
});

it("the flows have the libraries' types", () => {
  // This is not one of the repository's static checks, because those run without this install. Libraries also need the types of browsers,
  // which the mock's own sources do not use. The sources are checked in their own package.
  const shell = process.platform === "win32";
  const { stdout } = spawnSync("tsc", ["--noEmit", "--project", import.meta.dirname], {
    cwd: import.meta.dirname,
    shell,
  });
  const errors = stdout.toString().split("\n");
  expect(errors.filter((line) => /^\S/.test(line) && !line.startsWith(".."))).toEqual([]);
});

it.skipIf(!hasChromium)(
  "the page says what has happened, and of every flow (with -u: writes it)",
  async () => {
    const expected = allFlows.flatMap((flow) => flow.places.map((place) => keyOf(flow, place)));
    const happened = expected.flatMap((key) => outcomes.get(key) ?? []);
    expect(happened.length, "This needs a run of all flows.").toBe(expected.length);
    await expect(renderPage(happened)).toMatchFileSnapshot(page);
  },
);

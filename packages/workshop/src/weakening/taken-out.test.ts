import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defences } from "../../../remote-server/test/attacks/defences.ts";
import type { DefenceId } from "./index.ts";
import { root } from "../docs/pages.ts";
import { takenOut } from "./taken-out.ts";

const ids = Object.keys(defences) as DefenceId[];
const all = takenOut(ids);

describe("what a weakened server lacks", () => {
  it.each(all)(
    "$id: is shown as it stands in its source, from the line that is named on",
    ({ source, code }) => {
      const [file = "", line = ""] = source.split(":");
      const lines = readFileSync(join(root, file), "utf8")
        .split("\n")
        .slice(Number(line) - 1);
      const shown = code.split("\n");
      expect(shown.length).toBeGreaterThan(0);
      const there = lines.filter((each) => each.trim() !== "").slice(0, shown.length);
      expect(there.map((each) => each.trim()).join("\n")).toContain(
        shown.map((each) => each.trim()).join("\n"),
      );
    },
  );

  it("has what stands in its place: lines, another module, or nothing", () => {
    const instead = (id: DefenceId) => all.find((each) => each.id === id)?.instead;
    expect(instead("30-verifier")).toBeNull();
    expect(instead("101-signature")).toMatchObject({
      code: expect.stringContaining("UnsecuredJWT"),
      source: null,
    });
    expect(instead("21")).toMatchObject({
      code: expect.stringContaining("rememberingProvider"),
      source: "packages/remote-server/test/attacks/twins/21-remembers-the-browser.ts:1",
    });
  });
});

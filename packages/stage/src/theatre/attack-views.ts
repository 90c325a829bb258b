import { readFileSync } from "node:fs";
import { join } from "node:path";
import { takenOut } from "@mcp-entra/workshop/weakening";
import type { AttackView } from "../protocol.ts";
import { pieces } from "./pieces.ts";

const threatModel = "docs/threat-model.md";
const root = join(import.meta.dirname, "../../../..");

/** What is said of each attack before it is played, with the lines of the sources as they are now. */
export function attackViews(): AttackView[] {
  const removed = takenOut(pieces.map(({ without }) => without));
  const page = readFileSync(join(root, threatModel), "utf8").split("\n");
  return pieces.map(({ id, title, goal, attack }, index) => {
    const defence = removed[index];
    const row = page.findIndex((line) => line.startsWith(`| ${attack} `));
    if (defence === undefined || row === -1) throw new Error(`${threatModel} has no attack ${attack}.`);
    return { id, title, goal, page: `${threatModel}:${row + 1}`, defence };
  });
}

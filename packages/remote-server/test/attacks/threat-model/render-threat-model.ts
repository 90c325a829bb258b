import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { attacks } from "../all-attacks.ts";
import type { Attack, Attempt } from "../attack.ts";
import type { Defence } from "../defence.ts";
import { type DefenceId, defences } from "../defences.ts";
import { findMarkers } from "./markers.ts";
import { renderTable } from "./render-table.ts";

const byId: Readonly<Record<DefenceId, Defence>> = defences;
const attackFiles = readdirSync(join(import.meta.dirname, ".."));
const packages = "../packages";

/** The text of docs/threat-model.md, formatted like the repository's formatter does. */
export function renderThreatModel(): string {
  const markers = findMarkers();
  const fileOf = (id: DefenceId): string => markers.get(id)?.[0] ?? "";
  const sections = [
    textOf("introduction.md"),
    `## Attacks\n\n${attackTable(fileOf)}`,
    `## Defences\n\n${defenceIntroduction}\n\n${defenceTable(fileOf)}`,
    `## Attack by defence\n\n${matrixIntroduction}\n\n${matrix()}`,
    textOf("outlook.md"),
  ];
  return `${sections.join("\n\n")}\n`;
}

const defenceIntroduction = `
Each defence is the code after the comment \`defence:ID\` in its file. If the table names a twin, the twin shows how a careless server
does it. For all other defences, the weakened server only lacks the one statement after the comment.
`.trim();

const matrixIntroduction = `
This table shows which defences stop which attempt, as \`pnpm prove\` has seen it. **Alone**: the attempt succeeds without this one
defence. **Any of**: the attempt succeeds without all of these, and is refused with any one of them.
`.trim();

function textOf(file: string): string {
  return readFileSync(join(import.meta.dirname, file), "utf8").trim();
}

function attackTable(fileOf: (id: DefenceId) => string): string {
  const rows = attacks.map((attack) => [
    String(attack.number),
    `**${attack.name}.** ${attack.does}`,
    attack.loss,
    unique(attack.attempts.map(({ refusal }) => refusal)).join("; "),
    unique(defencesAgainst(attack).map((id) => fileOf(id)))
      .map((file) => linkTo(file))
      .join(", "),
    linkTo(`remote-server/test/attacks/${fileOfAttack(attack)}`),
  ]);
  const header = ["#", "What the attacker does", "What would be lost", "Refused with", "Stopped in", "Test"];
  return renderTable(header, rows);
}

function defenceTable(fileOf: (id: DefenceId) => string): string {
  const rows = allDefences().map((id) => {
    const { title, twin } = byId[id];
    const stopped = attacks.filter((attack) => defencesAgainst(attack).includes(id));
    return [
      id,
      title,
      linkTo(fileOf(id)),
      twin === undefined ? "" : linkTo(`remote-server/test/attacks/twins/${twin}`),
      stopped.map(({ number }) => number).join(", "),
    ];
  });
  return renderTable(["Defence", "What it does", "File", "Twin", "Attacks"], rows);
}

/** There are too many defences for columns. So the table has one row for each attempt, which lists its defences. */
function matrix(): string {
  const rows = attacks.flatMap(({ number, attempts }) =>
    attempts.map((attempt) => [
      String(number),
      attempt.name,
      setsOf(attempt, (set) => set.length === 1),
      setsOf(attempt, (set) => set.length > 1),
    ]),
  );
  return renderTable(["#", "Attempt", "Alone", "Any of"], rows);
}

function setsOf({ stoppedBy }: Attempt, isWanted: (set: readonly DefenceId[]) => boolean): string {
  return stoppedBy
    .filter((set) => isWanted(set))
    .map((set) => set.join(" · "))
    .join("; ");
}

function defencesAgainst({ attempts }: Attack): DefenceId[] {
  return unique(attempts.flatMap(({ stoppedBy }) => stoppedBy.flat()));
}

function allDefences(): DefenceId[] {
  const ids = unique(attacks.flatMap((attack) => defencesAgainst(attack)));
  return ids.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

function fileOfAttack({ number }: Attack): string {
  const prefix = `${String(number).padStart(2, "0")}-`;
  return attackFiles.find((file) => file.startsWith(prefix)) ?? "";
}

function linkTo(path: string): string {
  return `[${path.split("/").at(-1)}](${packages}/${path})`;
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}

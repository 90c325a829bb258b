import { relative } from "node:path";
import { Command } from "commander";
import { aboutFile, draftFolder, rejectedFile } from "../author/draft.ts";
import { createExercise } from "../author/new-exercise.ts";
import { command, layOutDraft, saveDraft } from "../author/wrong-answer-draft.ts";
import { type Exercise, loadExercise } from "../exercises/exercise.ts";
import { wrongAnswerNames } from "../exercises/wrong-answer.ts";
import { print, requireExercise, runCommandLine } from "./command-line.ts";

/** `pnpm exercise:wrong` and `pnpm exercise:new`: for authors of exercises. */
await runCommandLine(program());

function program(): Command {
  return new Command("author")
    .description("For authors of exercises.")
    .addCommand(
      new Command("wrong")
        .description(
          "Writes a wrong answer to draft/ for editing, and saves it as a diff against the solution.",
        )
        .argument("<exercise>", "its number or name: 3, 03 and remote-confidential-client are the same")
        .argument(
          "[mistake]",
          "such as any-audience, or right/NAME for a right answer; a name that is not there yet begins a new one",
        )
        .option("--save", "saves what was laid out, and removes the draft")
        .showHelpAfterError("Name an exercise and a mistake, such as: pnpm exercise:wrong 3 any-audience")
        .action((wanted: string, name: string | undefined, { save = false }: { save?: boolean }) =>
          editMistake(requireExercise(wanted), name, save),
        ),
    )
    .addCommand(
      new Command("new")
        .description("Makes an exercise with one small task, to be replaced part by part.")
        .argument("<name>", "of its folder, without a number, such as key-rotation")
        .argument("[title]", 'for people, such as "Rotate the keys"')
        .showHelpAfterError('Name it, such as: pnpm exercise:new key-rotation "Rotate the keys"')
        .action((name: string, title: string | undefined) => makeExercise(name, title)),
    );
}

function makeExercise(name: string, title: string | undefined): void {
  const folder = createExercise(name, title);
  const { number } = loadExercise(folder);
  print(`${relative(process.cwd(), folder)} is there: an exercise that works, with one small task.`);
  print("Replace it part by part; exercises/README.md says what each part is.");
  print(`What is left to do: pnpm verify ${number}`);
  print("The next pnpm command links its packages, and adds it to pnpm-lock.yaml.");
}

function editMistake(exercise: Exercise, name: string | undefined, save: boolean): void {
  if (name === undefined) throw new Error(describeNames(exercise));
  const folder = relative(process.cwd(), draftFolder(exercise, name));
  const lines = save
    ? describeSaved(exercise, name, folder, saveDraft(exercise, name))
    : describeLaidOut(exercise, name, folder, layOutDraft(exercise, name));
  for (const line of lines) print(line);
}

function describeNames({ folder, number, manifest }: Exercise): string {
  return [
    `Name a mistake, such as: pnpm exercise:wrong ${number} any-audience. A new name begins a new one.`,
    `Stored for “${manifest.title}”:`,
    ...wrongAnswerNames(folder).map((name) => `  ${name}`),
  ].join("\n");
}

function describeLaidOut(
  exercise: Exercise,
  name: string,
  folder: string,
  state: ReturnType<typeof layOutDraft>,
): string[] {
  if (state === "rejected") return describeRejected(exercise, name, folder);
  const what = {
    new: [
      `A new mistake. ${folder} holds a copy of the solution: make the mistake in it.`,
      `Say in ${aboutFile} what the mistake is, which tests catch it and what an attacker gains.`,
    ],
    stored: [`${folder} holds the solution with this mistake, and what is said of it in ${aboutFile}.`],
    there: [`${folder} is already there, and is not changed. To begin again, delete it.`],
  };
  return [...what[state], `Save it with: ${command(exercise, name)} --save`];
}

function describeSaved(
  exercise: Exercise,
  name: string,
  folder: string,
  state: ReturnType<typeof saveDraft>,
): string[] {
  if (state === "rejected") {
    process.exitCode = 1;
    return [
      "Not saved: the solution has changed since this draft was laid out.",
      ...describeRejected(exercise, name, folder),
    ];
  }
  const file = relative(process.cwd(), `${exercise.folder}/wrong/${name}.diff`);
  return [
    `Saved in ${file}.`,
    `See whether its tests catch it: pnpm verify ${exercise.number}`,
    "Then write the pages: pnpm kill-matrix",
  ];
}

function describeRejected(exercise: Exercise, name: string, folder: string): string[] {
  return [
    `A part of the mistake has no place in the solution any more. It is in ${folder}/${rejectedFile}; the rest is made.`,
    "Make that part by hand in the files beside it, then delete the file.",
    `Save it with: ${command(exercise, name)} --save`,
  ];
}

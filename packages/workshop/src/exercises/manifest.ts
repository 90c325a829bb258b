import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const sentence = z.string().min(10).max(600);

const fileName = z.string().regex(/^[\w./-]+$/);

const task = z.strictObject({
  /**
   * `2.1`: the number of the exercise, a point, the number of the task. A test belongs to the task that its
   * name begins with: “[2.1] …”.
   */
  id: z.string().regex(/^\d+\.\d+$/),
  title: sentence,
  /**
   * The file of this task, if each task has its own file: `pnpm workshop solution 3.1` gives this file only.
   */
  file: fileName.optional(),
  /** The idea; then the file and the API; then nearly the code. */
  hints: z.tuple([sentence, sentence, sentence]),
  /** Specifications and documentation for the task. */
  links: z.array(z.url({ protocol: /^https$/ })),
});

/** `exercise.json`. */
const manifest = z.strictObject({
  title: z.string().min(3),
  /** How long a learner needs, roughly. */
  minutes: z.int().min(5).max(240),
  /** The files to edit, as they are named in `starter/`. */
  edit: z.array(fileName).min(1),
  /**
   * Files of `starter/` that connect the others. They are the same in `solution/`, and learners do not edit
   * them.
   */
  given: z.array(fileName).default([]),
  tasks: z.array(task).min(1),
  /**
   * Whether learners see all failures of the tasks that they have begun, for tasks of one line. By default,
   * only the first failure.
   */
  allAtOnce: z.boolean().default(false),
  /** Names of the tests that a correct and harmless use must pass. Only “deny-all” may fail them. */
  happyPath: z.array(z.string()).min(1),
  /** Why “accept-all” or “deny-all” has no meaning here. */
  without: z.strictObject({ "accept-all": sentence, "deny-all": sentence }).partial().default({}),
});

export type Manifest = z.output<typeof manifest>;
export type Task = Manifest["tasks"][number];

/** `exercise.json` is missing, is not JSON, or does not match the schema. The message names each place. */
export class ManifestError extends Error {
  override readonly name = "ManifestError";
}

/** @throws ManifestError */
export function readManifest(folder: string): Manifest {
  const path = join(folder, "exercise.json");
  if (!existsSync(path)) throw new ManifestError("exercise.json is missing.");
  const parsed = manifest.safeParse(parseJson(readFileSync(path, "utf8")));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(
    ({ path: place, message }) => `${place.join(".") || "top level"}: ${message}`,
  );
  throw new ManifestError(`exercise.json does not match its schema: ${places.join("; ")}.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ManifestError(`exercise.json is not JSON: ${reason}.`);
  }
}

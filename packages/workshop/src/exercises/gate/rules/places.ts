import type { Check, Evidence } from "../evidence.ts";
import { taskOf } from "../../test-names.ts";

/** A learner reads the messages of the first task that fails. One of them names the place of the mistake. */
export function places(evidence: Evidence): Check[] {
  const { exercise, variants } = evidence;
  const solution = variants.find(({ name }) => name === "solution")?.files ?? new Map<string, string>();
  const problems = variants.flatMap(({ name, changed }) => {
    const own = changed.filter((file) => !exercise.manifest.given.includes(file));
    // These two break a whole task or more, and not one place.
    if (!name.startsWith("wrong/") || /\/(?:accept|deny)-all$/.test(name) || own.length === 0) return [];
    const messages = messagesOfFirstTask(evidence, name);
    const names = own.flatMap((file) => [file, ...functionsIn(solution.get(file) ?? "")]);
    if (messages.length === 0 || messages.some((message) => names.some((each) => holds(message, each)))) {
      return [];
    }
    return [
      `No message that ${name} gets names ${own.join(" or ")}, or a function in it: ${messages[0] ?? ""}`,
    ];
  });
  return [{ claim: "messages name the place of a mistake", problems }];
}

function messagesOfFirstTask({ exercise, runs }: Evidence, variant: string): string[] {
  const failed = runs.get(variant)?.tests.filter(({ state }) => state === "failed") ?? [];
  const first = exercise.manifest.tasks.find(({ id }) => failed.some(({ name }) => taskOf(name) === id));
  return failed
    .filter(({ name }) => taskOf(name) === first?.id)
    .flatMap(({ failures }) => failures.map(({ message }) => message));
}

/** What a file declares at its top, and the methods of its classes and objects. */
function functionsIn(source: string): string[] {
  const declared = source.matchAll(/^(?:export )?(?:async )?(?:function|class|const) (\w+)/gm);
  const methods = source.matchAll(
    /^ {2,4}(?!if\b|for\b|return\b)(?:static )?(?:async )?(\w+)(?:\(|: (?:async )?\()/gm,
  );
  return [...declared, ...methods].map(([, name = ""]) => name);
}

function holds(message: string, name: string): boolean {
  return new RegExp(String.raw`(?<![\w-])${name.replaceAll(".", String.raw`\.`)}\b`).test(message);
}

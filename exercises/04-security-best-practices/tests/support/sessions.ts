import { startOver } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { createSessionTokens, type Tokens } from "#exercise/session-tokens.ts";

const path = "#exercise/session-tokens.ts";

/** Tokens of a server whose clock stands still until it is moved. What the learner's code throws counts as “thrown”. */
export function start(create = createSessionTokens) {
  let seconds = 1_800_000_000;
  const tokens = create(() => seconds * 1_000);
  const tried = <Result>(work: () => Result): Result | "thrown" => {
    try {
      return work();
    } catch (error) {
      noteOnFailure(`It threw: ${String(error)}`);
      return "thrown";
    }
  };
  return {
    issue: (userId: string): Tokens => tokens.issue(userId),
    verify: (token: string) => tried(() => tokens.verify(token)),
    refresh: (token: string) => tried(() => tokens.refresh(token)),
    /** The next pair, or the old one if there is none. */
    next: (pair: Tokens): Tokens => {
      const refreshed = tried(() => tokens.refresh(pair.refreshToken));
      return typeof refreshed === "object" ? refreshed : pair;
    },
    move: (by: number) => (seconds += by),
  };
}

/** Loads the learner's file again, as a new process does, with new counters and keys. */
export async function startNewProcess() {
  const module = (await import(path + startOver(import.meta))) as {
    createSessionTokens: typeof createSessionTokens;
  };
  return start(module.createSessionTokens);
}

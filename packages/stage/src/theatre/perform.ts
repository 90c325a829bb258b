import { randomUUID } from "node:crypto";
import type { PlayNote, PlaySide, Recorder } from "@mcp-entra/workshop/recording";
import {
  type Attack,
  attacks,
  type Attempt,
  createWorld,
  type Verdict,
} from "@mcp-entra/workshop/weakening/play";
import type { AttackView } from "../protocol.ts";
import { type Piece, pieces } from "./pieces.ts";
import { playSide } from "./play-side.ts";

type Stop = () => Promise<void>;

export interface PerformOptions {
  recorder: Recorder;
  folder: string;
  warn: (text: string) => void;
  /** Gets what ends a server that has just been started. */
  onStart: (stop: Stop) => void;
  onEnd: (stop: Stop) => void;
}

/** Writes what the page shows of a play beside its hops. */
type Say = (
  side: PlayNote["side"],
  part: PlayNote["part"],
  text: string,
  more?: Partial<Pick<PlayNote, "code" | "source" | "page">>,
) => void;

/**
 * Plays an attack against the weakened server, and then against ours.
 *
 * @returns what came of it. @throws Error unless the attacker succeeds at the first, and is refused by the second.
 */
export async function perform(view: AttackView, options: PerformOptions): Promise<string> {
  const id = randomUUID();
  const say: Say = (side, part, text, { code = null, source = null, page = null } = {}) =>
    options.recorder.note(text, { id, side, part, code, source, page });
  const { title, goal, page, defence } = view;
  say(null, "title", title, { page });
  say(null, "goal", goal);
  say("weakened", "removed", defence.title, { code: defence.code, source: defence.source });
  if (defence.instead !== null) say("weakened", "added", replacementOf(defence.instead), defence.instead);
  const world = await createWorld(options.folder);
  const play = async (side: PlaySide["side"]): Promise<string> => {
    try {
      return end(view, side, await playOne(view, { id, side }, { ...options, world, say }), say);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      say(side, "failed", `This attack did not end as it should: ${reason}`);
      throw error;
    }
  };
  try {
    return `${await play("weakened")} ${await play("ours")}`;
  } finally {
    await world.close();
  }
}

function replacementOf({ source }: NonNullable<AttackView["defence"]["instead"]>): string {
  return source === null
    ? "The weakened server has these lines in their place."
    : "The weakened server loads this module in place of that file.";
}

interface PlayOptions extends PerformOptions {
  world: Awaited<ReturnType<typeof createWorld>>;
  say: Say;
}

async function playOne({ id }: AttackView, play: PlaySide, options: PlayOptions): Promise<Verdict> {
  const { say, onStart, onEnd, ...others } = options;
  const { attack, attempt, piece } = find(id);
  let stop: Stop | undefined;
  try {
    return await playSide({
      ...others,
      attack,
      attempt,
      play,
      without: play.side === "weakened" ? [piece.without] : [],
      tell: (_who, what) => say(play.side, "act", what),
      onStart: (stopServer) => {
        stop = stopServer;
        onStart(stopServer);
      },
    });
  } finally {
    if (stop !== undefined) onEnd(stop);
  }
}

/** Says how it ended. @throws Error when it ended in another way than it has to. */
function end(view: AttackView, side: PlaySide["side"], verdict: Verdict, say: Say): string {
  if (side === "weakened") {
    if (verdict.kind === "refused") throw new Error(`The weakened server has refused it: ${verdict.how}.`);
    const got = `The attacker got ${verdict.gain}.`;
    say(side, "got", got);
    return got;
  }
  if (verdict.kind === "succeeded") throw new Error(`Our server has let it through: ${verdict.gain}.`);
  const refused = `Our server refused the attack (${verdict.how}), by this check: ${view.defence.title}`;
  say(side, "refused", refused, {
    code: view.defence.code,
    source: view.defence.source,
    page: view.page,
  });
  return refused;
}

function find(id: string): { piece: Piece; attack: Attack; attempt: Attempt } {
  const piece = pieces.find((each) => each.id === id);
  const attack = attacks.find(({ number }) => number === piece?.attack);
  const attempt = attack?.attempts.find(({ name }) => name === piece?.attempt);
  if (piece === undefined || attack === undefined || attempt === undefined)
    throw new Error(`The threat model has no attempt for the attack “${id}”.`);
  return { piece, attack, attempt };
}

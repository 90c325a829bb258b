import type { Recorder } from "@mcp-entra/workshop/recording";
import type { AttackView } from "../protocol.ts";
import { attackViews } from "./attack-views.ts";

/** Attacks, each played against a weakened server and then against ours: one attack at a time. */
export interface Theatre {
  views(): AttackView[];
  /** The id of the attack that is played. */
  playing(): string | null;
  /** @returns what came of it. @throws Error while another attack is played, and when this one does not end as expected. */
  play(id: string): Promise<string>;
  /** Ends the servers of a play that goes on. */
  close(): Promise<void>;
}

export interface TheatreOptions {
  recorder: Recorder;
  changed: () => void;
  /** For the files of a play. */
  folder: string;
  /** Gets what a weakened server warns of. */
  warn: (text: string) => void;
}

export function createTheatre({ recorder, changed, folder, warn }: TheatreOptions): Theatre {
  let known: AttackView[] | undefined;
  const views = (): AttackView[] => (known ??= attackViews());
  const running = new Set<() => Promise<void>>();
  let playing: string | null = null;
  let isClosed = false;
  return {
    views,
    playing: () => playing,
    play: async (id) => {
      const view = views().find((each) => each.id === id);
      if (view === undefined) throw new Error(`There is no attack “${id}”.`);
      if (playing !== null) throw new Error("Another attack is being played. Wait until it has ended.");
      playing = id;
      changed();
      try {
        // Loaded only now: most runs of the stage need none of it.
        const { perform } = await import("./perform.ts");
        return await perform(view, {
          recorder,
          folder,
          warn,
          onStart: (stop) => {
            if (isClosed) throw new Error("The stage has ended.");
            running.add(stop);
          },
          onEnd: (stop) => void running.delete(stop),
        });
      } catch (error) {
        throw isClosed ? new Error("The stage has ended.", { cause: error }) : error;
      } finally {
        playing = null;
        changed();
      }
    },
    close: async () => {
      isClosed = true;
      await Promise.allSettled([...running].map(async (stop) => stop()));
    },
  };
}

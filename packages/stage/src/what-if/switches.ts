import type { WhatIfView } from "../protocol.ts";
import { directorySwitches } from "./directory.ts";
import { serverSwitches } from "./servers.ts";
import { tokenSwitches } from "./tokens.ts";
import type { Scene, WhatIf } from "./what-if.ts";

/** The switches of the stage. Only one runs at a time. */
export interface Switches {
  views(): WhatIfView[];
  playing(): string | null;
  /** @returns the result. @throws Error while another one runs. */
  play(id: string): Promise<string>;
  undo(id: string): Promise<string>;
}

const all: readonly WhatIf[] = [...tokenSwitches, ...directorySwitches, ...serverSwitches];

export function createSwitches(scene: Scene, changed: () => void): Switches {
  const on = new Set<string>();
  let playing: string | null = null;
  const during = async (id: string, work: () => Promise<string>): Promise<string> => {
    if (playing !== null) throw new Error("Another switch is being played. Wait until it has ended.");
    playing = id;
    changed();
    try {
      return await work();
    } finally {
      playing = null;
      changed();
    }
  };
  return {
    views: () =>
      all.map(({ id, title, happens, watch, undo }) => ({
        id,
        title,
        happens,
        watch,
        undo: undo?.label ?? null,
        isOn: on.has(id),
      })),
    playing: () => playing,
    play: async (id) => {
      const whatIf = find(id);
      return during(id, async () => {
        scene.note(`What if ${whatIf.title}?`);
        if (whatIf.undo !== undefined) on.add(id);
        return whatIf.play(scene);
      });
    },
    undo: async (id) => {
      const { undo } = find(id);
      if (undo === undefined || !on.has(id))
        throw new Error("This switch has changed nothing that has to be taken back.");
      return during(id, async () => {
        const said = await undo.run(scene);
        on.delete(id);
        return said;
      });
    },
  };
}

function find(id: string): WhatIf {
  const whatIf = all.find((each) => each.id === id);
  if (whatIf === undefined) throw new Error(`There is no switch “${id}”.`);
  return whatIf;
}

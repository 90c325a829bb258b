import type { Wanted } from "../world/connections.ts";
import type { World } from "../world/world.ts";

/** A fault or a change while users work. The page shows the texts before it is played. */
export interface WhatIf {
  id: string;
  /** Completes “What if …?”. */
  title: string;
  happens: string;
  watch: string;
  /** @returns the result, in a sentence. */
  play: (scene: Scene) => Promise<string>;
  /** Takes back a change that stays. */
  undo?: { label: string; run: (scene: Scene) => Promise<string> };
}

/** The objects that a switch uses. */
export interface Scene {
  world: World;
  /** Says on the stage what comes next. */
  note: (text: string) => void;
}

/** Ada at the remote server that issues its own tokens: most switches are played with her. */
export const adaRemote: Wanted = { user: "ada", server: "remote", generation: "2026-07-28" };
export const adaEntraTokens: Wanted = { ...adaRemote, server: "entra-tokens" };

/**
 * Lets Ada use the directory first, so that the switch's change is the only new thing.
 *
 * @returns the id of her connection.
 */
export async function prepareDirectory({ world, note }: Scene): Promise<string> {
  note("Before: Ada’s client has all that it needs, and a call works.");
  const { connections } = world;
  const id = await connections.ensure(adaRemote);
  if (!(await connections.callTool(id, "listDirectoryUsers")).isError) return id;
  // Her session is from a time when she did not have the role.
  await connections.signOut(id);
  const anew = await connections.ensure(adaRemote);
  if (!(await connections.callTool(anew, "listDirectoryUsers")).isError) return anew;
  throw new Error(
    "Ada may not list the directory now. Take back what another switch has changed, and play this one again.",
  );
}

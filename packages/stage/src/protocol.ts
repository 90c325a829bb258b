import type { Hop, Note } from "@mcp-entra/workshop/recording/hop";

/** The messages between the stage's server and its page. Types only: page and server have different global types. */

export type UserName = "ada" | "grace" | "alan" | "myself";
export type ServerName = "remote" | "entra-tokens" | "local";
/** `2026-07-28` and `2025-11-25` at /mcp, `sse` is 2025-11-25 at /sse. */
export type Generation = "2026-07-28" | "2025-11-25" | "sse";

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  hint: string;
}

/** The connection of an MCP client, for one user. */
export interface ConnectionView {
  id: string;
  user: UserName;
  server: ServerName;
  title: string;
  /** The version of MCP that both speak; `null` while it connects. */
  protocol: string | null;
  tools: { name: string; isListed: boolean }[];
  /** The action that runs now, as a text; `null` if none does. */
  busy: string | null;
}

/** A page that the person at the stage has to open, to sign in. */
export interface PageToOpen {
  ticket: string;
  title: string;
}

/** A question of an MCP server to the person at the stage. */
export interface QuestionView {
  id: string;
  text: string;
}

export interface WhatIfView {
  id: string;
  title: string;
  happens: string;
  watch: string;
  /** The label of the button that takes it back; `null` if nothing has to be taken back. */
  undo: string | null;
  isOn: boolean;
}

/** An attack of the threat model, and the one check that it is about. */
export interface AttackView {
  id: string;
  title: string;
  /** What the attacker wants. */
  goal: string;
  /** `docs/threat-model.md:line` */
  page: string;
  /** The weakened server lacks these lines, and has others instead or none. */
  defence: {
    title: string;
    source: string;
    code: string;
    instead: { code: string; source: string | null } | null;
  };
}

export interface StageState {
  /** `follow`: another process records, and the page shows it. */
  mode: "live" | "replay" | "follow";
  title: string;
  users: Choice<UserName>[];
  servers: Choice<ServerName>[];
  generations: Choice<Generation>[];
  connections: ConnectionView[];
  pages: PageToOpen[];
  questions: QuestionView[];
  whatIfs: WhatIfView[];
  /** The id of the switch that runs now. */
  playing: string | null;
  attacks: AttackView[];
  /** The attack that is being played: until it has ended, a weakened server may run. */
  attacking: string | null;
}

/** First event of each stream. */
export interface Hello {
  /** Identifies the recording, because ids of hops begin at 1 in each one. After a crash, the next stage continues the same recording. */
  run: string;
  /** Changes with each start. The page has to send it with each action. */
  token: string;
  state: StageState;
}

/** New and corrected entries. A note's id is its number, from 0. */
export interface Entries {
  hops: Hop[];
  notes: (Note & { id: number })[];
}

export type { Hop, Lane, Note, PlaySide, Recording } from "@mcp-entra/workshop/recording/hop";

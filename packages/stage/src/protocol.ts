import type { Hop, Note } from "@mcp-entra/workshop/recording/hop";

/** What the stage's server and its page tell each other. Types only: the page has another library than the server. */

export type UserName = "ada" | "grace" | "alan" | "myself";
export type ServerName = "remote" | "entra-tokens" | "local";
/** `2026-07-28` and `2025-11-25` at /mcp, `sse` is 2025-11-25 at /sse. */
export type Generation = "2026-07-28" | "2025-11-25" | "sse";

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  hint: string;
}

/** What an MCP client has open for one user. */
export interface ConnectionView {
  id: string;
  user: UserName;
  server: ServerName;
  title: string;
  /** The version of MCP that both speak; `null` while it connects. */
  protocol: string | null;
  tools: { name: string; isListed: boolean }[];
  /** What runs at the moment, in words. */
  busy: string | null;
}

/** A page that the person at the stage has to open, because they sign in themselves. */
export interface PageToOpen {
  ticket: string;
  title: string;
}

/** What an MCP server asks the person at the stage. */
export interface QuestionView {
  id: string;
  text: string;
}

export interface WhatIfView {
  id: string;
  title: string;
  happens: string;
  watch: string;
  /** The words of the button that takes it back; `null` where nothing stays. */
  undo: string | null;
  isOn: boolean;
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
  /** The switch that is being played. */
  playing: string | null;
}

/** First event of each stream. */
export interface Hello {
  /** Another one after each start of the stage: hop 1 is then another hop 1. */
  run: string;
  /** Has to come back with each action. */
  token: string;
  state: StageState;
}

/** New and corrected entries. A note's id is its place. */
export interface Entries {
  hops: Hop[];
  notes: (Note & { id: number })[];
}

export type { Hop, Lane, Note, Recording } from "@mcp-entra/workshop/recording/hop";

import type { RequestListener } from "node:http";
import type { StoredRecord } from "@mcp-entra/auth-core";
import type { Forge } from "@mcp-entra/mock-entra";
import type { Endpoints } from "../../src/auth/rules/endpoints.ts";
import type { DefenceId } from "./defences.ts";
import type { Internet } from "./support/internet.ts";
import type { Site } from "./support/site.ts";

/** A running server, the Entra behind it, and power over time: all that an attack is given. */
export interface Target {
  endpoints: Endpoints;
  /** Tokens of the Entra behind the server, signed with its real keys. */
  forge: Forge;
  /** How often Entra was asked for its keys. */
  keyRequests(): number;
  /** Moves the server's clock. Entra's stays where it is. */
  moveTime(seconds: number): Promise<void>;
  /** From now on, id tokens reach the server with these claims in place of their own. */
  changeIdTokens(claims: Readonly<Record<string, string>>): Promise<void>;
  /** What the server finds when it looks up a name, and when it connects to port 443 of an address. */
  useInternet(internet: Internet): Promise<void>;
  /** What a thief of the database finds there, and puts there. */
  readRecords(): Promise<readonly StoredRecord[]>;
  writeRecord(record: StoredRecord): Promise<void>;
  /** Lets the store carry out so many more writes, and then nothing, as if the server were killed there; until it is mended. */
  breakStore(writes: number): Promise<void>;
  mendStore(): Promise<void>;
  /** Another server of the same organization, which keeps its sessions in the same store, under the same keys. */
  openSister(): Promise<Endpoints>;
  /** A web site with a certificate that the server trusts; it is closed when the attack is over. */
  openSite(answer: RequestListener): Promise<Site>;
}

/** How an attack ended. What is neither, it throws: then a person has to look at it. */
export type Verdict =
  | { kind: "refused"; how: string }
  /** @param gain what the attacker holds now. */
  | { kind: "succeeded"; gain: string };

/** Who issues the tokens of the server under attack. */
export type AuthorizationServerKind = "self" | "entra";

/** One attack of docs/threat-model.md, which takes its sentences from here. */
export interface Attack {
  number: number;
  name: string;
  /** What the attacker does, in a sentence. */
  does: string;
  /** What would be lost. */
  loss: string;
  /** `self` unless given: most attacks are on what Entra does in the other architecture. */
  authorizationServer?: AuthorizationServerKind;
  /** The same idea in its variants; one in most cases. */
  attempts: readonly Attempt[];
}

export interface Attempt {
  name: string;
  /** How our server refuses, word for word as the verdict has it. */
  refusal: string;
  /**
   * The sets of defences without which it succeeds. It takes the whole set: while one of a set's defences stands, the attack is
   * refused. Of several sets, the loss of either is enough.
   */
  stoppedBy: readonly (readonly DefenceId[])[];
  /** It takes seconds, and is played in `pnpm prove` only. */
  isSlow?: boolean;
  /** Sees first that the honest way works, so that a server which refuses everything does not look safe. */
  play(target: Target): Promise<Verdict>;
}

export function refused(how: string): Verdict {
  return { kind: "refused", how };
}

export function succeeded(gain: string): Verdict {
  return { kind: "succeeded", gain };
}

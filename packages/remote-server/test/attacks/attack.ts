import type { RequestListener } from "node:http";
import type { StoredRecord } from "@mcp-entra/auth-core";
import type { Forge } from "@mcp-entra/mock-entra";
import type { Endpoints } from "../../src/auth/rules/endpoints.ts";
import type { DefenceId } from "./defences.ts";
import type { Internet } from "./support/internet.ts";
import type { Site } from "./support/site.ts";

/** The means of an attack: a running server, its Entra, and control of the server's clock. */
export interface Target {
  endpoints: Endpoints;
  /** Tokens of the Entra behind the server, signed with its real keys. */
  forge: Forge;
  /** How often the server has asked Entra for its keys. */
  keyRequests(): number;
  /** Moves the server's clock. Entra's clock does not change. */
  moveTime(seconds: number): Promise<void>;
  /** From now on, id tokens arrive at the server with these claims changed. */
  changeIdTokens(claims: Readonly<Record<string, string>>): Promise<void>;
  /** The answers to the server's DNS queries, and the hosts behind port 443 of an address. */
  useInternet(internet: Internet): Promise<void>;
  /** For a thief of the database: reads records, and `writeRecord` writes one. */
  readRecords(): Promise<readonly StoredRecord[]>;
  writeRecord(record: StoredRecord): Promise<void>;
  /** Lets the store do this many more writes. After that, all writes fail, as if the server was killed, until `mendStore`. */
  breakStore(writes: number): Promise<void>;
  mendStore(): Promise<void>;
  /** Another server of the same organization. It keeps its sessions in the same store, with the same keys. */
  openSister(): Promise<Endpoints>;
  /** A web site with a certificate that the server trusts. It is closed after the attack. */
  openSite(answer: RequestListener): Promise<Site>;
  /** Says who acts next, and what they do. The stage shows it. */
  tell: Tell;
}

/** @param what one sentence. The victim is Ada. If the attacker has an account, it is Grace's. */
export type Tell = (who: "victim" | "attacker", what: string) => void;

/** The result of an attack. For any other result, the attack throws: then a person has to look at it. */
export type Verdict =
  | { kind: "refused"; how: string }
  /** @param gain what the attacker has now. */
  | { kind: "succeeded"; gain: string };

/** The issuer of the tokens: our server itself, or Entra. */
export type AuthorizationServerKind = "self" | "entra";

/** One attack of docs/threat-model.md. The page takes its sentences from here. */
export interface Attack {
  number: number;
  name: string;
  /** What the attacker does, in a sentence. */
  does: string;
  /** What the victim would lose. */
  loss: string;
  /** Default: `self`. Most attacks try something that Entra handles if Entra issues the tokens. */
  authorizationServer?: AuthorizationServerKind;
  /** Variants of the same idea. Most attacks have one. */
  attempts: readonly Attempt[];
}

export interface Attempt {
  name: string;
  /** How our server refuses. The text of the verdict has to be the same. */
  refusal: string;
  /** Sets of defences. Without one whole set, the attack succeeds. With any single defence of each set, the attack is refused. */
  stoppedBy: readonly (readonly DefenceId[])[];
  /** It takes seconds, so only `pnpm prove` runs it. */
  isSlow?: boolean;
  /** First checks that the honest way works. Otherwise, a server that refuses everything would look safe. */
  play(target: Target): Promise<Verdict>;
}

export function refused(how: string): Verdict {
  return { kind: "refused", how };
}

export function succeeded(gain: string): Verdict {
  return { kind: "succeeded", gain };
}

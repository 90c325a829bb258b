/** The participants. `service` is any other service, such as a site in an attack. */
export type Lane = "browser" | "client" | "server" | "entra" | "graph" | "attacker" | "service";

/** `log` is for a line of a server's log. It becomes a hop only if it contains a secret. */
export type Transport = "http" | "stdio" | "log";

/** One of the six steps into which Microsoft's lesson divides each scenario. */
export type Step = 1 | 2 | 3 | 4 | 5 | 6;

/** One exchange of the flow, redacted: it may be shown, stored and exported. */
export interface Hop {
  /** 1, 2, 3 … in the order of their beginning. */
  id: number;
  /** ISO 8601, the beginning. */
  at: string;
  /** `null`: still open, as a stream is. */
  durationMs: number | null;
  from: Lane;
  to: Lane;
  transport: Transport;
  /** GET …; over stdio the JSON-RPC method. */
  method: string;
  url: string;
  request: HopMessage;
  response: HopMessage & { status: number | null };
  /** The MCP message in it. */
  rpc: RpcMessage | null;
  /** Decoded payloads; never the token. */
  tokens: DecodedToken[];
  /** The correlation id of Entra, if there is one. */
  correlationId: string | null;
  /** One sign-in is one story, across its correlation ids. */
  story: string | null;
  /** User principal name. */
  user: string | null;
  clientId: string | null;
  step: Step | null;
  /** One plain sentence. */
  why: string;
  /** The page that explains it, from the root of the repository. */
  page: string | null;
  /** `packages/…/file.ts:line` of the code that answers. */
  source: string | null;
  /** A secret at a place where it must not be. */
  leak: Leak | null;
  /** AADSTS number, OAuth error, or HTTP status. */
  error: string | null;
  /** An exchange of an attack that is played on the stage. */
  play: PlaySide | null;
}

/** An attack is played against two servers: one that lacks a defence, and ours as it is. */
export interface PlaySide {
  /** One performance. The same attack played again is another one. */
  id: string;
  side: "weakened" | "ours";
}

export interface HopMessage {
  headers: Record<string, string>;
  /** At most 16 KiB. The end says if it was cut. */
  body: string | null;
}

export interface RpcMessage {
  method: string;
  id: string | number | null;
  tool: string | null;
  error: string | null;
}

export interface DecodedToken {
  where: string;
  kind: string;
  claims: Record<string, unknown>;
}

export interface Leak {
  kind: string;
  where: string;
}

/** A text between the hops. */
export interface Note {
  at: string;
  text: string;
  /** It belongs to an attack that is played on the stage. */
  play: PlayNote | null;
}

/** What a note says about an attack that is played. */
export interface PlayNote {
  id: string;
  /** `null`: it is about both servers. */
  side: PlaySide["side"] | null;
  /** `removed` is what the weakened server lacks; `added` is what it has instead; `act` says who does what now. */
  part: "title" | "goal" | "removed" | "added" | "act" | "got" | "refused" | "failed";
  /** Lines of a source. */
  code: string | null;
  /** `packages/…/file.ts:line` */
  source: string | null;
  /** From the root of the repository. */
  page: string | null;
}

export interface Recording {
  version: 1;
  title: string;
  startedAt: string;
  hops: Hop[];
  notes: Note[];
}

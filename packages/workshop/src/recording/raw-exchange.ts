import type { ServerKind } from "./describe/server-kind.ts";
import type { DecodedToken, Hop, PlaySide, Transport } from "./hop.ts";

/** One exchange as a tap has seen it. It contains secrets. Give it to a recorder only. */
export interface RawExchange extends Pick<Hop, "at" | "durationMs" | "from" | "to" | "method" | "url"> {
  /** A line of a log is not an exchange. */
  transport: Exclude<Transport, "log">;
  request: RawMessage;
  /** `status` is `null` while there is no answer. */
  response: RawMessage & { status: number | null };
  /** Facts from the mock's trace that the exchange itself does not show. */
  known?: KnownFacts;
  play?: PlaySide;
}

export interface RawMessage {
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  body: string | null;
  /** The tap has kept only the beginning. */
  isCut?: boolean;
}

/** What a tap knows in addition to the bytes. */
export interface KnownFacts extends Partial<Pick<Hop, "user" | "clientId" | "correlationId" | "error">> {
  tokens?: DecodedToken[];
  /** The server of the exchange. Default: the remote server. */
  server?: ServerKind | undefined;
  /** The name that the mock's trace has for Entra's endpoint. */
  endpoint?: string;
  /** SHA-256 in base64url of values that this tap shows as `REDACTED`, by the name of the field that they were in. */
  fingerprints?: readonly { side: "request" | "answer"; name: string; fingerprint: string }[];
}

/** Header names in lower case. Several values of one name are on separate lines. */
export function headersOf({ headers }: RawMessage): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name.toLowerCase(), typeof value === "string" ? value : value.join("\n")]],
  );
}

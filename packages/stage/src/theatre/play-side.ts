import {
  type PlaySide,
  type RawExchange,
  type Recorder,
  recordTrace,
  seededApplications,
  type ServerKind,
  startRecordingProxy,
} from "@mcp-entra/workshop/recording";
import type { DefenceId } from "@mcp-entra/workshop/weakening";
import {
  type Attack,
  type Attempt,
  play,
  startTargetProcess,
  type Tell,
  type Verdict,
  type World,
} from "@mcp-entra/workshop/weakening/play";
import { recordSide } from "./side-recorder.ts";

export interface PlaySideOptions {
  recorder: Pick<Recorder, "record" | "replace" | "learn">;
  world: World;
  attack: Attack;
  attempt: Attempt;
  /** None: our server as it is. */
  without: readonly DefenceId[];
  play: PlaySide;
  tell: Tell;
  /** Gets what the server writes to stderr, such as that it is weakened. */
  warn: (text: string) => void;
  /** Gets what ends the server. It is called at the end of the play as well. */
  onStart: (stop: () => Promise<void>) => void;
}

/** Starts a server behind a recording proxy, attacks it, and ends it. @throws Error when the attack comes to no verdict. */
export async function playSide(options: PlaySideOptions): Promise<Verdict> {
  const { recorder, world, attack, attempt, without, warn, onStart } = options;
  const kind: ServerKind = attack.authorizationServer === "entra" ? "entra-tokens" : "remote";
  const environment = world.environments[attack.authorizationServer ?? "self"];
  recorder.learn("client secret", environment["AZURE_CLIENT_SECRET"] ?? "");
  let actor: Parameters<Tell>[0] = "victim";
  const side = recordSide(recorder, options.play);
  const proxy = await startRecordingProxy({
    recorder: side,
    server: kind,
    sender: () => (actor === "attacker" ? "attacker" : undefined),
  });
  const stopTrace = recordTrace(
    world.trace,
    { record: (exchange) => side.record(actor === "attacker" ? asAttacker(exchange) : exchange) },
    seededApplications(kind),
  );
  // To its clients, the proxy is the server.
  const settings = { PUBLIC_URL: proxy.publicUrl, TRUST_PROXY: "loopback" };
  const target = startTargetProcess({ ...environment, ...settings }, without, warn);
  const stop = async (): Promise<void> => {
    stopTrace();
    await target.close();
    await proxy.close();
  };
  try {
    onStart(stop);
    const server = await target.startServer();
    proxy.forwardTo(server.listensAt);
    return await play(attempt, world, server, (who, what) => {
      actor = who;
      options.tell(who, what);
    });
  } finally {
    await stop();
  }
}

/** The mock cannot tell whose browser or client has asked. What the server asks is its own. */
function asAttacker(exchange: RawExchange): RawExchange {
  return exchange.from === "server" ? exchange : { ...exchange, from: "attacker" };
}

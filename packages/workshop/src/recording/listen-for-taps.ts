import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { ServerKind } from "./describe/server-kind.ts";
import { parseJson } from "./parse-json.ts";
import type { Recorder } from "./recorder.ts";
import { recordStdio } from "./stdio-messages.ts";

/** Receives the messages of programs over stdio from their taps. */
export interface TapListener {
  /** The command that starts a program with a tap. Use it in place of the program's own command. */
  wrap(command: string, argv: readonly string[]): TappedCommand;
  close(): Promise<void>;
}

export interface TappedCommand {
  command: string;
  args: string[];
  /** In addition to the program's own variables. */
  env: Record<string, string>;
}

export interface TapOptions {
  /** The server that the programs run. */
  server?: ServerKind;
  /** Gets each line that a program writes to stderr. */
  onLogLine?: (line: string) => void;
}

const hello = z.object({ token: z.string() });
const told = z.object({ stream: z.enum(["stdin", "stdout", "stderr"]), line: z.string() });

/**
 * Listens on loopback. The port accepts lines only after a secret, so that other programs cannot add messages. It never sends
 * a line, because lines contain tokens.
 */
export async function listenForTaps(recorder: Recorder, options: TapOptions = {}): Promise<TapListener> {
  const token = randomBytes(32).toString("base64url");
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    const messages = recordStdio(recorder, options);
    takeLines(socket, token, (stream, line) => {
      if (stream === "stderr") options.onLogLine?.(line);
      messages.take(stream, line);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The tap listener has no port.");
  return {
    wrap: (command, argv) => ({
      command: process.execPath,
      args: [join(import.meta.dirname, "stdio-tap.ts"), "--", command, ...argv],
      env: { TAP_PORT: String(address.port), TAP_TOKEN: token },
    }),
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function takeLines(socket: Socket, token: string, take: ReturnType<typeof recordStdio>["take"]): void {
  let isKnown = false;
  createInterface({ input: socket }).on("line", (line) => {
    if (isKnown) {
      const message = told.safeParse(parseJson(line)).data;
      if (message !== undefined) take(message.stream, message.line);
      return;
    }
    isKnown = isSame(hello.safeParse(parseJson(line)).data?.token ?? "", token);
    if (!isKnown) socket.destroy();
  });
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

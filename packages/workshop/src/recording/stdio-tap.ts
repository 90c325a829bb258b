import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import process from "node:process";

/**
 * `node stdio-tap.ts -- COMMAND …`: runs a program that is spoken to over stdio, and tells the tap listener each line that passes.
 * To both sides it is as if the tap were not there. Where to tell: TAP_PORT and TAP_TOKEN.
 */
const { TAP_PORT: port = "", TAP_TOKEN: token = "", ...environment } = process.env;
const [command, ...argv] = process.argv.slice(process.argv.indexOf("--") + 1);

if (command === undefined) {
  process.stderr.write("stdio-tap: expected “-- COMMAND …”.\n");
  process.exitCode = 2;
} else await run(command);

async function run(program: string): Promise<void> {
  const listener = await connectToListener();
  const child = spawn(program, argv, { env: environment, stdio: ["pipe", "pipe", "pipe"] });
  const tell = (stream: string, line: string): void =>
    void listener?.write(`${JSON.stringify({ stream, line })}\n`);
  const watched = { stdin: process.stdin, stdout: child.stdout, stderr: child.stderr };
  for (const [stream, input] of Object.entries(watched))
    createInterface({ input }).on("line", (line) => tell(stream, line));
  process.stdin.pipe(child.stdin);
  child.stdout.pipe(process.stdout);
  child.stderr.pipe(process.stderr);
  // A program that ends early reads no more.
  child.stdin.on("error", () => undefined);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  child.once("error", (error) => {
    process.stderr.write(`stdio-tap: ${program} could not be started (${error.message}).\n`);
    process.exit(127);
  });
  await once(child, "close");
  listener?.end();
  process.exit(child.exitCode ?? 128 + constants.signals[child.signalCode ?? "SIGKILL"]);
}

/** The program also runs when no recorder listens any more. */
async function connectToListener(): Promise<Socket | undefined> {
  const socket = connect(Number(port), "127.0.0.1");
  try {
    await once(socket, "connect");
  } catch {
    process.stderr.write("stdio-tap: the stage is not there, so nothing is recorded.\n");
    return undefined;
  }
  socket.on("error", () => undefined);
  socket.write(`${JSON.stringify({ token })}\n`);
  return socket;
}

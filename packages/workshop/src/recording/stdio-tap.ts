import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import process from "node:process";

/**
 * `node stdio-tap.ts -- COMMAND …`: runs a program that uses stdio, and sends each line also to the tap listener of TAP_PORT and
 * TAP_TOKEN. The program and its client do not notice the tap.
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
  // Writing fails if the program has ended.
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

/** @returns undefined if there is no listener. The program runs without it too. */
async function connectToListener(): Promise<Socket | undefined> {
  const socket = connect(Number(port), "127.0.0.1");
  try {
    await once(socket, "connect");
  } catch {
    process.stderr.write("stdio-tap: the recorder does not listen, so nothing is recorded.\n");
    return undefined;
  }
  socket.on("error", () => undefined);
  socket.write(`${JSON.stringify({ token })}\n`);
  return socket;
}

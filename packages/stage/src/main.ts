import { constants } from "node:os";
import { Command, InvalidArgumentError, Option } from "commander";
import { readRecording } from "@mcp-entra/workshop/recording";
import type { Stage } from "./start-stage.ts";
import { whenParentIsGone } from "./when-parent-is-gone.ts";

interface Options {
  port: number;
  open: boolean;
  empty?: true;
  replay?: string;
  hop?: number;
  follow?: string;
}

const command = new Command("demo:live")
  .description(
    "Shows on a page, hop by hop, how users sign in to MCP servers with Entra ID. Offline, on this machine only.",
  )
  .option("--port <number>", "port of the page; if it is in use, the stage takes another one", toPort, 4600)
  .option("--no-open", "print the address, and open no browser")
  .option("--empty", "begin with an empty stage, also when the last one was killed")
  .option("--replay <file>", "play a recording, and start no server")
  .option("--hop <number>", "with --replay: open the page at this hop", toHop)
  .addOption(new Option("--follow <title>", "show what the program that starts this one records").hideHelp())
  .addHelpText(
    "after",
    [
      "",
      "Ctrl-C ends everything: nothing is left running, and nothing is kept. Nothing leaves this machine.",
      "When the stage was killed, or its terminal was closed, the next one shows again what it had recorded.",
    ].join("\n"),
  );

await main();

async function main(): Promise<void> {
  const options = command.parse().opts<Options>();
  try {
    await run(options);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

async function run({ port, open, empty, replay, hop, follow }: Options): Promise<void> {
  const recording = replay === undefined ? undefined : readRecording(replay);
  // Loaded only now, so that the message about a wrong option comes immediately.
  const { startReplay, startStage } = await import("./start-stage.ts");
  const starting =
    follow !== undefined
      ? startFollowed(port, follow)
      : recording === undefined
        ? startStage({ port, beginsEmpty: empty === true })
        : startReplay(port, recording);
  stopWhenAsked(async (keeps) => (await starting).close(keeps));
  const { url } = await starting;
  const address = hop === undefined ? url : `${url}#hop-${hop}`;
  if (port !== 0 && new URL(url).port !== String(port))
    say(`Port ${port} is in use, so the page has another port.`);
  process.stdout.write(`${address}\n`);
  if (open) await openInBrowser(address);
}

/** The other program sends its events over the channel (IPC) that it has opened to this one. */
async function startFollowed(port: number, title: string): Promise<Stage> {
  const { followRecording } = await import("./followed-recording.ts");
  const { startFollowing } = await import("./start-stage.ts");
  const followed = followRecording(title, new Date().toISOString());
  process.on("message", (message) => followed.take(message));
  return startFollowing(port, followed);
}

/** If no browser opens, the user has the printed address. */
async function openInBrowser(address: string): Promise<void> {
  const { default: open } = await import("open");
  await open(address).catch(() => say("No browser could be opened. Open the address yourself."));
}

/**
 * Stops everything after a signal, or after the end of the program that has started this one. After Ctrl-C, nothing is kept. If only the
 * terminal is closed, the recording stays for the next stage.
 */
function stopWhenAsked(close: Stage["close"]): void {
  let isStopping = false;
  const stop = (exitCode: number, keeps?: "recording"): void => {
    // A second signal ends the process immediately. Its servers end with it.
    if (isStopping) process.exit(exitCode);
    isStopping = true;
    void close(keeps)
      .catch(() => undefined)
      .finally(() => process.exit(exitCode));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () =>
      stop(128 + constants.signals[signal], signal === "SIGHUP" ? "recording" : undefined),
    );
  whenParentIsGone(() => stop(0, "recording"));
}

function toPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError("Expected a port: a whole number from 0 to 65535.");
  return port;
}

function toHop(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw new InvalidArgumentError("Expected the number of a hop, such as 12.");
  return Number(text);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

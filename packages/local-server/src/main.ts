#!/usr/bin/env node
import process from "node:process";
import type { CommandLine } from "./command-line.ts";
import { start } from "./start.ts";

/**
 * Clients wait for this server. So the code that only a person at a terminal needs is loaded only for them.
 */
async function main(): Promise<void> {
  const commandLine = await readArguments();
  if (commandLine.status || commandLine.signOut || commandLine.signInNow) {
    const { runCommand } = await import("./commands/run-command.ts");
    return runCommand(commandLine, process.env);
  }
  return start(commandLine, process.env);
}

async function readArguments(): Promise<CommandLine> {
  if (process.argv.length === 2) return {};
  const { readCommandLine } = await import("./command-line.ts");
  return readCommandLine(process.argv);
}

async function fail(error: unknown): Promise<void> {
  const { endWith } = await import("./end-with.ts");
  await endWith(error);
}

main().catch(fail);

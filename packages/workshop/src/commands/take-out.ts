import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { Argument, Command } from "commander";
import { root } from "../docs/pages.ts";
import { takeOut, type TakeOutServer, takeOutServers } from "../take-out/take-out.ts";

/** `pnpm take-out remote-server FOLDER`: a server for another repository. */
new Command("take-out")
  .description("Copies a server into another repository, as one package that needs nothing else from here.")
  .addArgument(new Argument("<server>", "which one").choices(takeOutServers))
  .argument("<folder>", "the target folder: empty, or not existing yet")
  .addHelpText("after", "\ndocs/taking-a-server-out.md says what comes next.")
  .action((server: TakeOutServer, folder: string) => {
    try {
      takeOut({ server, folder, version: currentVersion() });
      print(`${server} is in ${resolve(folder)}. Its README.md says how to start it.`);
    } catch (error) {
      process.stderr.write(`take-out: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    }
  })
  .parse();

/** The commit, and whether files were changed since. A download has neither. */
function currentVersion(): string {
  try {
    const options = ["describe", "--always", "--dirty", "--abbrev=12"];
    return `commit ${execFileSync("git", options, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()}`;
  } catch {
    return "an unknown commit";
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

import { flushCompileCache } from "node:module";
import { type ServerUnderAttack, startServerUnderAttack } from "../support/server-under-attack.ts";
import { type Answer, command as commandSchema } from "./commands.ts";

/**
 * A server under attack as a process of its own: the main program of the strong server and of the weakened ones alike. What it is
 * told comes over IPC, one command at a time; it ends with its parent.
 */
const environment = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
);
// A process that is killed writes no cache at its end.
flushCompileCache();
let server: ServerUnderAttack | undefined;

process.on("disconnect", () => process.exit(0));
process.on("message", (message) => {
  void obey(message).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ failure: String(error) } satisfies Answer),
  );
});

async function obey(message: unknown): Promise<Answer> {
  const command = commandSchema.parse(message);
  if (command.do === "start") {
    await server?.close();
    server = await startServerUnderAttack(environment);
  } else if (command.do === "move-time") server?.moveTime(command.seconds);
  else if (command.do === "change-id-tokens") server?.changeIdTokens(command.claims);
  else if (command.do === "use-internet") server?.useInternet(command.internet);
  else if (command.do === "break-store") server?.breakStore(command.writes);
  else if (command.do === "mend-store") server?.mendStore();
  else if (command.do === "write-record") await server?.writeRecord(command.record);
  const sister = command.do === "open-sister" ? await server?.openSister() : undefined;
  const records = command.do === "read-records" ? await server?.readRecords() : undefined;
  return { publicUrl: sister ?? server?.publicUrl ?? "", records: records ?? [] };
}

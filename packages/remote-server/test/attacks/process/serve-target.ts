import { flushCompileCache } from "node:module";
import { type ServerUnderAttack, startServerUnderAttack } from "../support/server-under-attack.ts";
import { type Answer, command as commandSchema } from "./commands.ts";

/**
 * Runs a server under attack in a separate process: our server, and the weakened ones. It gets commands over IPC, one at a time. It ends
 * with its parent.
 */
const environment = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
);
// A killed process does not write its compile cache, so this is done now.
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
  return {
    publicUrl: sister ?? server?.publicUrl ?? "",
    listensAt: server?.listensAt ?? "",
    records: records ?? [],
  };
}

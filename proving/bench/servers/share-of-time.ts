import { createAuditLog, createLogger, fingerprint, logSink } from "../../../packages/auth-core/src/index.ts";
import { fromRow } from "../../../packages/remote-server/src/auth/sessions/session-row.ts";
import { defaultSessionPolicy } from "../../../packages/remote-server/src/auth/sessions/session.ts";
import { createSessions } from "../../../packages/remote-server/src/auth/sessions/sessions.ts";
import { openBenchStore, recordOf } from "../bench-store.ts";
import { fillStore } from "../fill-store.ts";

const repetitions = 20_000;

/**
 * The parts of a protected call in our own code, each measured alone in one process. Sends a line for each part. Its log goes to the same
 * place as the servers' logs.
 */
async function shareOfTime(location: string): Promise<string[]> {
  const [token = ""] = await fillStore(location, 10_000, 10);
  const store = await openBenchStore(location);
  const key = `session:${fingerprint(token.slice(0, token.indexOf(".")))}`;
  const row = (await store.get(key)) ?? "";
  const sessions = createSessions(store, defaultSessionPolicy, () => Date.now());
  const audit = createAuditLog([logSink(createLogger("remote-server", "info"))]);
  const event = { event: "tool_allowed", outcome: "success", session: "s", user: "u", client: "c" } as const;
  const parts = {
    "token check, all of it": async () => void (await sessions.findByAccessToken(token)),
    "  of it the store": async () => void (await store.get(key)),
    "    of it the row's tag": async () => void recordOf(key, row),
    "  of it reading the row": async () => void fromRow(row),
    "audit event": async () => audit(event),
  };
  const lines: string[] = [];
  for (const [name, part] of Object.entries(parts)) {
    lines.push(`         ${name.padEnd(26)} ${(await microseconds(part)).toFixed(1).padStart(6)} µs`);
  }
  await store.close();
  return lines;
}

async function microseconds(part: () => Promise<void>): Promise<number> {
  for (let warmUp = 0; warmUp < repetitions / 10; warmUp += 1) await part();
  const started = performance.now();
  for (let repetition = 0; repetition < repetitions; repetition += 1) await part();
  return ((performance.now() - started) * 1_000) / repetitions;
}

process.send?.((await shareOfTime(process.env["SESSION_STORE"] ?? "memory:")).join("\n"));

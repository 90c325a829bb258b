import { randomBytes, randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { createClient } from "@redis/client";
import { toRow } from "../../packages/remote-server/src/auth/sessions/session-row.ts";
import { defaultSessionPolicy } from "../../packages/remote-server/src/auth/sessions/session.ts";
import { createSessionId, createSessions } from "../../packages/remote-server/src/auth/sessions/sessions.ts";
import { openBenchStore, recordOf } from "./bench-store.ts";
import { publicUrl } from "./mcp-load.ts";

const redisPrefix = "mcp-entra:";
const batch = 20_000;
/** The client of Redis gives a command up if it waits longer than a few seconds. */
const redisBatch = 2_000;
const scopes = ["User.Read", "User.ReadBasic.All", "Mail.Send"];

/**
 * Fills a store with this many sessions, as after sign-ins. It leaves out the records of Entra's tokens: a call without Graph does not
 * read them.
 *
 * @returns access tokens of some of them.
 */
export async function fillStore(location: string, sessions: number, usable: number): Promise<string[]> {
  const store = await openBenchStore(location);
  const real = createSessions(store, defaultSessionPolicy, () => Date.now());
  const tokens: string[] = [];
  const half = Math.floor(usable / 2);
  const create = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      const owner = {
        userId: randomUUID(),
        clientId: randomUUID(),
        audience: `${publicUrl}/mcp`,
        scopes,
        roles: [],
      };
      tokens.push((await real.create(createSessionId(), owner)).tokens.accessToken);
    }
  };
  // Old and new ones, as in a store that has grown.
  await create(half);
  const write = location.startsWith("sqlite:") ? fillSqlite : fillRedis;
  await write(location, sessions - usable);
  await create(usable - half);
  await store.close();
  return tokens;
}

function* rows(count: number): Generator<[key: string, value: string]> {
  const endsAt = Math.ceil(Date.now() / 1_000) * 1_000 + defaultSessionPolicy.sessionSeconds * 1_000;
  for (let index = 0; index < count; index += 1) {
    const row = toRow({
      userId: randomUUID(),
      clientId: randomUUID(),
      audienceFingerprint: randomFingerprint(),
      scopes,
      roles: [],
      accessFingerprint: randomFingerprint(),
      refreshFingerprint: randomFingerprint(),
      accessExpiresAt: endsAt,
      endsAt,
    });
    const key = `session:${randomFingerprint()}`;
    yield [key, recordOf(key, row)];
  }
}

function randomFingerprint(): string {
  return randomBytes(16).toString("base64url");
}

async function fillSqlite(location: string, count: number): Promise<void> {
  const database = new DatabaseSync(location.slice("sqlite:".length));
  const insert = database.prepare("INSERT INTO records VALUES (?, ?, ?)");
  const expiresAt = Date.now() + defaultSessionPolicy.sessionSeconds * 1_000;
  database.exec("BEGIN");
  let written = 0;
  for (const [key, value] of rows(count)) {
    // Sessions begin one after the other, so their ends differ.
    insert.run(key, value, expiresAt + written);
    written += 1;
    if (written % batch === 0) database.exec("COMMIT; BEGIN");
  }
  database.exec("COMMIT");
  database.close();
}

async function fillRedis(location: string, count: number): Promise<void> {
  const client = createClient({ url: location });
  await client.connect();
  const expiration = { type: "EX", value: defaultSessionPolicy.sessionSeconds } as const;
  let pending: Promise<unknown>[] = [];
  for (const [key, value] of rows(count)) {
    pending.push(client.set(redisPrefix + key, value, { expiration }));
    if (pending.length < redisBatch) continue;
    await Promise.all(pending);
    pending = [];
  }
  await Promise.all(pending);
  client.destroy();
}

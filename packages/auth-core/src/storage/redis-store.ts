import { isIPv4 } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { createClient, defineScript, ErrorReply } from "@redis/client";
import { messageOf, systemCodeOf } from "../errors/error-facts.ts";
import { StoreError } from "../errors/errors.ts";
import type { Store, StoredRecord } from "./store.ts";

export interface RedisStoreOptions {
  /** How long a command may take before it counts as failed. */
  commandMs?: number;
  /** How long the first connection may take. */
  connectMs?: number;
}

/** Other programs may live in the same Redis. */
const prefix = "mcp-entra:";
const slowestReconnectMs = 1_000;

/** What is wrong with a certificate, in Node's codes: trust, time, name. */
const certificateProblem = /CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE/;

/**
 * One script, one step: GET and SET from here would let two instances both find the old value.
 *
 * @see https://redis.io/docs/latest/develop/programmability/eval-intro/
 */
const compareAndSet = defineScript({
  SCRIPT: `
    if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
    redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3])
    return 1
  `,
  NUMBER_OF_KEYS: 1,
  parseCommand: (parser, key: string, expected: string, value: string, lifetime: string) => {
    parser.pushKey(key);
    parser.push(expected, value, lifetime);
  },
  transformReply: (reply: unknown) => reply === 1,
});

/**
 * A store for several instances. Records end by Redis's own clock, so instances whose clocks differ agree.
 *
 * While Redis is away every command fails at once instead of waiting in a queue that grows with each request; the connection
 * comes back by itself. A command that was under way then may have been carried out or not: what depends on it (codes,
 * refresh tokens) has to survive either.
 *
 * @param url `redis://[user:password@]host:port[/database]`, or `rediss://` over TLS: then Redis shows a certificate for that host, from
 *   a CA that Node trusts. NODE_EXTRA_CA_CERTS adds one's own CA.
 * @throws StoreError when Redis cannot be reached or does not let us in; without the password that the URL may hold.
 */
export async function createRedisStore(url: string, options: RedisStoreOptions = {}): Promise<Store> {
  const { run, close } = await openConnection(url, options);
  return {
    get: async (key) => (await run(async (redis) => redis.get(prefix + key))) ?? undefined,
    set: async (key, value, ttlSeconds) => {
      const expiration = { type: "PX", value: milliseconds(ttlSeconds) } as const;
      await run(async (redis) => redis.set(prefix + key, value, { expiration }));
    },
    take: async (key) => (await run(async (redis) => redis.getDel(prefix + key))) ?? undefined,
    compareAndSet: async (key, expected, value, ttlSeconds) => {
      const lifetime = milliseconds(ttlSeconds);
      if (expected !== undefined)
        return run(async (redis) => redis.compareAndSet(prefix + key, expected, value, String(lifetime)));
      const expiration = { type: "PX", value: lifetime } as const;
      return (
        (await run(async (redis) => redis.set(prefix + key, value, { expiration, condition: "NX" }))) !== null
      );
    },
    delete: async (key) => void (await run(async (redis) => redis.del(prefix + key))),
    records: () => allRecords(run),
    close,
  };
}

type RedisClient = ReturnType<typeof newClient>;
type Run = <Result>(command: (redis: RedisClient) => Promise<Result>) => Promise<Result>;

function newClient(url: string, connectTimeout: number) {
  const client = createClient({
    url,
    scripts: { compareAndSet },
    disableOfflineQueue: true,
    socket: {
      connectTimeout,
      ...serverNameOf(url),
      reconnectStrategy: reconnectAfterMs,
    },
  });
  // Without a listener, a lost connection would end the process. Code that needs Redis finds out by its own command.
  client.on("error", () => undefined);
  return client;
}

/** Spread out, since several instances must not all come back in the same millisecond; never long, since users wait for it. */
export function reconnectAfterMs(retries: number): number {
  return Math.min(50 * 2 ** retries, slowestReconnectMs) * (0.5 + Math.random() / 2);
}

/**
 * The name that is asked for over TLS (SNI, RFC 6066 §3), which the client leaves out by itself. Behind one address there may be
 * the databases of many, each with a certificate of its own. An address is no name.
 */
function serverNameOf(url: string): { tls: true; servername: string } | undefined {
  const { protocol, hostname } = new URL(url);
  const isAddress = isIPv4(hostname) || hostname.startsWith("[");
  return protocol === "rediss:" && !isAddress ? { tls: true, servername: hostname } : undefined;
}

async function openConnection(
  url: string,
  options: RedisStoreOptions,
): Promise<{ run: Run; close: Store["close"] }> {
  const { commandMs = 2_000, connectMs = 5_000 } = options;
  const where = new URL(url).host;
  let client = await connect(url, connectMs, where);
  let renewedAt = performance.now();
  let closed = false;

  // A connection that is open and silent (a frozen machine, a firewall that drops packets) would stay so for many minutes.
  const renew = (): void => {
    if (closed || performance.now() - renewedAt < connectMs) return;
    renewedAt = performance.now();
    client.destroy();
    client = newClient(url, connectMs);
    client.connect().catch(() => undefined);
  };
  const run: Run = async (command) => {
    const used = client;
    try {
      return await within(command(used), commandMs);
    } catch (error) {
      if (!used.isReady || error instanceof SilenceError) renew();
      throw new StoreError(`The session store failed: Redis at ${where}: ${messageOf(error)}.`, {
        cause: error,
      });
    }
  };
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    client.destroy();
  };
  return { run, close };
}

/** The first time, waiting has an end: a wrong address should be an error now and not a failed sign-in later. */
async function connect(url: string, connectMs: number, where: string): Promise<RedisClient> {
  const client = newClient(url, connectMs);
  let reason: unknown = "no answer in time";
  const refused = Promise.withResolvers<void>();
  client.on("error", (error) => {
    reason = error;
    // Redis itself has spoken: neither the password nor the certificate will be better in a second.
    if (error instanceof ErrorReply || hasBadCertificate(error)) refused.resolve();
  });
  const connecting = client.connect().catch(() => undefined);
  await Promise.race([connecting, refused.promise, delay(connectMs, undefined, { ref: false })]);
  if (client.isReady) return client;
  client.destroy();
  throw new StoreError(
    `SESSION_STORE: Redis at ${where} cannot be used (${messageOf(reason)}). ${expectationAfter(reason)}`,
    { cause: reason },
  );
}

function expectationAfter(reason: unknown): string {
  return hasBadCertificate(reason)
    ? "Expected a certificate for this very host that is valid now and comes from a CA that Node.js trusts; NODE_EXTRA_CA_CERTS=FILE adds your own CA."
    : "Expected a Redis 7 server that answers there and accepts the user and password of the URL, if any; redis:// where it speaks in clear, rediss:// where it speaks TLS.";
}

function hasBadCertificate(error: unknown): boolean {
  return certificateProblem.test(systemCodeOf(error) ?? "");
}

class SilenceError extends Error {}

async function within<Result>(pending: Promise<Result>, limitMs: number): Promise<Result> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new SilenceError(`no answer within ${limitMs} ms`)), limitMs);
  try {
    return await Promise.race([pending, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

async function* allRecords(run: Run): AsyncGenerator<StoredRecord> {
  let cursor = "0";
  do {
    const page = await run(async (redis) => redis.scan(cursor, { MATCH: `${prefix}*`, COUNT: 500 }));
    for (const key of page.keys) {
      const [value, left] = await run(async (redis) => Promise.all([redis.get(key), redis.pTTL(key)]));
      // It may have expired or been deleted since.
      if (value !== null && left > 0)
        yield { key: key.slice(prefix.length), value, ttlSeconds: left / 1_000 };
    }
    cursor = page.cursor;
  } while (cursor !== "0");
}

function milliseconds(ttlSeconds: number): number {
  return Math.max(1, Math.ceil(ttlSeconds * 1_000));
}

import { isIPv4 } from "node:net";
import { createClient, defineScript, ErrorReply } from "@redis/client";
import { messageOf, systemCodeOf } from "../errors/error-facts.ts";
import { StoreError } from "../errors/errors.ts";
import type { Store, StoredRecord } from "./store.ts";

export interface RedisStoreOptions {
  /** The time limit of a command. */
  commandMs?: number;
  /** The time limit of the first connection. */
  connectMs?: number;
}

/** Other programs may use the same Redis. */
const prefix = "mcp-entra:";
const slowestReconnectMs = 1_000;

/** Node's codes for a wrong certificate: trust, time, name. */
const certificateProblem = /CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE/;

/**
 * One script is one step. With separate GET and SET commands, two instances could both find the old value.
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
 * A store for several instances. Records expire by the clock of Redis, so instances with different clocks
 * agree.
 *
 * While Redis cannot be reached, every command fails immediately, and does not wait in a growing queue. The
 * connection comes back automatically. If the connection fails during a command, Redis may or may not have
 * executed it. Code for authorization codes and refresh tokens has to work in both cases.
 *
 * @param url `redis://[user:password@]host:port[/database]`, or `rediss://` with TLS. With TLS, Redis has to
 * present a certificate for that host, from a CA that Node trusts. NODE_EXTRA_CA_CERTS adds your own CA.
 * @throws StoreError if Redis cannot be reached or refuses the login. The message never contains the
 * password.
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
  // Without a listener, a lost connection would end the process. Code that needs Redis notices it at its own
  // command.
  client.on("error", () => undefined);
  return client;
}

/**
 * With a random part, because several instances must not reconnect in the same millisecond. Never long,
 * because users wait.
 */
export function reconnectAfterMs(retries: number): number {
  return Math.min(50 * 2 ** retries, slowestReconnectMs) * (0.5 + Math.random() / 2);
}

/**
 * The host name in the TLS handshake (SNI, RFC 6066 §3). The client does not send it by default. One IP
 * address may serve many databases, each with its own certificate. An IP address is not allowed here.
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

  // Otherwise an open but silent connection (a frozen machine, a firewall that drops packets) would stay open
  // for many minutes.
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

/**
 * The first connection has a time limit: a wrong address should be an error now, and not a failed sign-in
 * later.
 */
async function connect(url: string, connectMs: number, where: string): Promise<RedisClient> {
  const client = newClient(url, connectMs);
  let reason: unknown = "no answer in time";
  const refused = Promise.withResolvers<void>();
  client.on("error", (error) => {
    reason = error;
    // Redis has answered: another attempt does not help against a wrong password or certificate.
    if (error instanceof ErrorReply || hasBadCertificate(error)) refused.resolve();
  });
  const connecting = client.connect().catch(() => undefined);
  await within(Promise.race([connecting, refused.promise]), connectMs).catch(() => undefined);
  if (client.isReady) return client;
  client.destroy();
  throw new StoreError(
    `SESSION_STORE: Redis at ${where} cannot be used (${messageOf(reason)}). ${expectationAfter(reason)}`,
    { cause: reason },
  );
}

function expectationAfter(reason: unknown): string {
  return hasBadCertificate(reason)
    ? "Expected a certificate for this host that is valid now and comes from a CA that Node.js trusts; NODE_EXTRA_CA_CERTS=FILE adds your own CA."
    : "Expected a Redis 7 server that answers there and accepts the user and password of the URL, if any; redis:// without TLS, rediss:// with TLS.";
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

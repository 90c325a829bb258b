import { readFileSync } from "node:fs";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { seed } from "@mcp-entra/mock-entra";
import { browserFetch, useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { createMemoryStore, type Store } from "@mcp-entra/auth-core";
import { describe, expect, it } from "vitest";
import { callByHand, redeem, refresh, register, sendToMcp, signInByHand } from "./support/by-hand.ts";
import { request, startEntraServer } from "./support/entra-tokens.ts";
import { startTestServer } from "./support/test-server.ts";

const entra = useMockEntra();

const page = "../../../docs/architecture.md";

/** One kind of record, as described on the page or as seen in the store. */
interface RecordKind {
  /** The beginning of its keys. */
  kind: string;
  /** In seconds, the shortest first. A kind can have two lifetimes, for example before and after its first use. */
  lives: number[];
  protection: string;
  /** A path, relative to the folder of the page. */
  writers: string[];
}

/** The rows of the page's table of records. */
function readTable(): RecordKind[] {
  const text = readFileSync(new URL(page, import.meta.url), "utf8");
  const rows = [
    ...text.matchAll(
      /^\| `([a-z-]+):…` +\|[^|]+\|([^|]+)\| (sealed|vouched for|in clear) +\| \[[^\]]+\]\((\S+)\) +\|$/gm,
    ),
  ];
  return rows.map(([, kind = "", life = "", protection = "", writer = ""]) => ({
    kind,
    lives: livesIn(life),
    protection,
    writers: [writer],
  }));
}

const seconds = { second: 1, minute: 60, hour: 3_600, day: 86_400 };

function livesIn(text: string): number[] {
  const found = [...text.matchAll(/(\d+) (second|minute|hour|day)s?/g)];
  return found
    .map(([, count, unit]) => Number(count) * seconds[unit as keyof typeof seconds])
    .toSorted((a, b) => a - b);
}

/** A store that notes which records are written, by which file, and with which lifetime. */
function createRecordingStore(now: () => number): { store: Store; seen: () => RecordKind[] } {
  const inner = createMemoryStore(now);
  const kinds = new Map<string, Record<"lives" | "protections" | "writers", Set<string>>>();
  // Code that changes a record reads it first. The write then follows the read, and its stack no longer shows who began.
  const readers = new Map<string, string>();
  const note = (key: string, value: string, ttlSeconds: number): void => {
    const [kind = ""] = key.split(":");
    const known = kinds.get(kind) ?? { lives: new Set(), protections: new Set(), writers: new Set() };
    kinds.set(kind, known);
    known.lives.add(String(ttlSeconds));
    known.protections.add(protectionOf(value));
    known.writers.add(callerInThisPackage(kind === "place") ?? readers.get(key) ?? "unknown");
  };
  return {
    store: {
      ...inner,
      get: async (key) => {
        readers.set(key, callerInThisPackage(key.startsWith("place:")) ?? "unknown");
        return inner.get(key);
      },
      set: async (key, value, ttlSeconds) => {
        note(key, value, ttlSeconds);
        return inner.set(key, value, ttlSeconds);
      },
      compareAndSet: async (key, expected, value, ttlSeconds) => {
        note(key, value, ttlSeconds);
        return inner.compareAndSet(key, expected, value, ttlSeconds);
      },
    },
    seen: () =>
      [...kinds].map(([kind, { lives, protections, writers }]) => ({
        kind,
        lives: [...lives].map(Number).toSorted((one, other) => one - other),
        protection: [...protections].join(" and "),
        writers: [...writers],
      })),
  };
}

/** Recognized by the form of the value: see `seal` and `authenticate` in auth-core. */
function protectionOf(value: string): string {
  if (/^[\w-]{8}\.[\w-]{38,}$/.test(value)) return "sealed";
  return /^[\w-]{8}:[\w-]{22}/.test(value) ? "vouched for" : "in clear";
}

/** The file of this package that is nearest to the call, as the page links to it. */
function callerInThisPackage(isPlace = false): string | undefined {
  const stack = new Error("who calls").stack?.replaceAll("\\", "/") ?? "";
  const paths = stack.match(/packages\/remote-server\/src\/[\w/-]+\.ts/g) ?? [];
  // These files read and write for other files. Only the places are their own records.
  const path = paths.find((each) => isPlace || !/\/(?:places|readable)\.ts$/.test(each));
  return path && `../${path}`;
}

/** All flows that make the server write: registration, sign-in, tools, refresh, a replayed code, and the page of approvals. */
async function playAllFlows(store: Store, now: () => number): Promise<void> {
  // With Redis, instances share their counts in the store. Here, the test's store replaces Redis.
  const environment = {
    SESSION_STORE: "redis://127.0.0.1:9",
    SESSION_ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString("base64"),
  };
  const { endpoints, bugs } = await startTestServer(environment, undefined, undefined, { store, now });
  const clientId = await register(endpoints);
  const scope = "User.Read Mail.Send";
  const code = (await signInByHand(endpoints, clientId, seed.users.ada, { scope })).get("code") ?? "";
  const first = await redeem(endpoints, clientId, code);
  expect((await callByHand(endpoints, first["access_token"], "getUserDetails")).status).toBe(200);
  const mail = { name: "sendMailToSelf", arguments: { subject: "Reminder", body: "Rotate the secret." } };
  const message = { method: "tools/call", params: mail };
  const asksUser = { elicitation: {} };
  const asked = await sendToMcp(endpoints, first["access_token"], message, "2026-07-28", asksUser);
  expect(await asked.json()).toMatchObject({ result: { resultType: "input_required" } });
  expect(await refresh(endpoints, clientId, first["refresh_token"])).toHaveProperty("access_token");
  expect(await redeem(endpoints, clientId, code)).toMatchObject({ error: "invalid_grant" });
  const browser = createHttpBrowser({ fetch: browserFetch });
  const approvals = await signIn(
    browser,
    await browser.visit(`${endpoints.issuer}/consents`),
    seed.users.ada,
  );
  expect(approvals.title).toBe("Programs that you have allowed");
  const again = (await signInByHand(endpoints, clientId, seed.users.ada)).get("code") ?? "";
  const second = await redeem(endpoints, clientId, again);
  // From now on, Entra requires a second factor.
  entra.directory.addPolicy({ users: [seed.users.ada.id] });
  entra.expireAccessTokens();
  expect((await callByHand(endpoints, second["access_token"], "getUserDetails")).status).toBe(401);
  expect(bugs).toEqual([]);
}

/** With Entra as the issuer of tokens: the records of an exchange on behalf of a user. */
async function playExchange(store: Store): Promise<void> {
  const token = await entra.forge.valid(request);
  const [, payload = ""] = token.split(".");
  const { exp } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { exp: number };
  // The caller's token has one hour left.
  const now = () => (exp - 3_600) * 1_000;
  const environment = { SESSION_ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString("base64") };
  const { endpoints, bugs } = await startEntraServer(entra, environment, { store, now });
  expect((await callByHand(endpoints, token, "getUserDetails")).status).toBe(200);
  expect(bugs).toEqual([]);
}

const byKind = (kinds: readonly RecordKind[]): RecordKind[] =>
  kinds.toSorted((one, other) => one.kind.localeCompare(other.kind));

describe("the records of the remote server", () => {
  it("are those that docs/architecture.md lists: key, life, protection and who writes them", async () => {
    // The clock does not move and shows a whole second, so each lifetime is seen exactly.
    const start = Math.ceil(Date.now() / 1_000) * 1_000;
    const { store, seen } = createRecordingStore(() => start);
    await playExchange(store);
    await playAllFlows(store, () => start);
    const table = readTable();
    expect(table.length).toBeGreaterThan(10);
    expect(byKind(seen())).toEqual(byKind(table));
  });
});

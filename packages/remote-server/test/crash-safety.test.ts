import { createEncryptingStore, createMemoryStore, loadKeyRing, type Store } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, type Page, signIn } from "@mcp-entra/mock-entra/browser";
import { browserFetch, useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createApprovals } from "../src/auth/consent/approvals.ts";
import { defaultSessionPolicy } from "../src/auth/sessions/session.ts";
import { authorizationUrl, listTools, redeem, refresh, register, revoke } from "./support/by-hand.ts";
import { createFragileStore, type FragileStore } from "./support/fragile-store.ts";
import { moveTime } from "./support/signed-in.ts";
import { allow, createTestBrowser } from "./support/test-client.ts";
import { startTestServer, type TestServer } from "./support/test-server.ts";

useMockEntra();
afterEach(() => void vi.useRealTimers());

const { ada } = seed.users;
const keys = Buffer.alloc(32, 7).toString("base64");
const ring = await loadKeyRing({ keys, file: undefined, vaultKey: undefined }, async () =>
  Promise.reject(new Error("There is no vault.")),
);

/** A server with a client that has two sessions of Ada, on a store that can be made to fail. */
interface Scene {
  endpoints: TestServer["endpoints"];
  store: FragileStore;
  client: string;
  sessions: Session[];
}

interface Session {
  code: string;
  access: string;
  refresh: string;
}

async function openScene(): Promise<Scene> {
  const store = createFragileStore(createMemoryStore());
  const environment = { SESSION_ENCRYPTION_KEYS: keys };
  const { endpoints } = await startTestServer(environment, undefined, undefined, { store });
  const client = await register(endpoints);
  const scene = { endpoints, store, client, sessions: [] as Session[] };
  for (let count = 0; count < 2; count += 1) scene.sessions.push(await begin(scene));
  return scene;
}

async function begin(scene: Omit<Scene, "sessions">): Promise<Session> {
  const code = codeIn(await comeBack(scene));
  const answer = await redeem(scene.endpoints, scene.client, code);
  return { code, access: answer["access_token"] ?? "", refresh: answer["refresh_token"] ?? "" };
}

async function comeBack({ endpoints, client }: Omit<Scene, "sessions">): Promise<Page> {
  const browser = createTestBrowser();
  return signIn(browser, await allow(browser, authorizationUrl(endpoints, client)), ada);
}

function codeIn(page: Page): string {
  return new URL(page.url).searchParams.get("code") ?? "";
}

/** Ada's list of approvals, and its button. */
async function openReview({ endpoints }: Scene) {
  const browser = createHttpBrowser({ fetch: browserFetch });
  const page = await signIn(browser, await browser.visit(`${endpoints.issuer}/consents`), ada);
  const formToken = page.document.querySelector('input[name="form_token"]')?.getAttribute("value") ?? "";
  return { browser, page, formToken };
}

/** An operation that a crash interrupts. @returns the operation, after all steps before it are done. */
interface Interrupted {
  name: string;
  prepare: (scene: Scene) => Promise<() => Promise<unknown>>;
  /** The sessions that the operation ends. After a repetition, nothing is left of them. */
  ends?: (scene: Scene) => readonly Session[];
}

const interrupted: Interrupted[] = [
  {
    name: "a registration",
    prepare:
      async ({ endpoints }) =>
      async () =>
        register(endpoints),
  },
  { name: "a sign-in, from the question to the code", prepare: async (scene) => async () => comeBack(scene) },
  {
    name: "the redemption of a code",
    prepare: async (scene) => {
      const code = codeIn(await comeBack(scene));
      return async () => redeem(scene.endpoints, scene.client, code);
    },
  },
  {
    name: "a refresh",
    prepare: async ({ endpoints, client, sessions: [session] }) => {
      moveTime(60);
      return async () => refresh(endpoints, client, session?.refresh);
    },
  },
  { name: "a sign-in at /consents", prepare: async (scene) => async () => openReview(scene) },
  {
    name: "a revocation",
    prepare: async ({ endpoints, client, sessions: [session] }) => {
      return async () => revoke(endpoints, client, session?.refresh);
    },
    ends: ({ sessions }) => sessions.slice(0, 1),
  },
  {
    name: "an approval taken back",
    prepare: async (scene) => {
      const { browser, page, formToken } = await openReview(scene);
      const form = { action: "revoke", client: scene.client, form_token: formToken };
      return async () => browser.post(page, "/consents", form);
    },
    ends: ({ sessions }) => sessions,
  },
  {
    name: "the end after a refresh token was used twice",
    prepare: async ({ endpoints, client, sessions: [session] }) => {
      moveTime(60);
      await refresh(endpoints, client, session?.refresh);
      moveTime(60);
      return async () => refresh(endpoints, client, session?.refresh);
    },
    ends: ({ sessions }) => sessions.slice(0, 1),
  },
  {
    name: "the end after a code was used twice",
    prepare: async ({ endpoints, client, sessions: [session] }) => {
      return async () => redeem(endpoints, client, session?.code ?? "");
    },
    ends: ({ sessions }) => sessions.slice(0, 1),
  },
];

/** The sessions that can still be refreshed, among those whose tokens are known. */
async function alive({ endpoints, client, sessions }: Scene): Promise<string[]> {
  moveTime(60);
  const answers = await Promise.all(
    sessions.map(async (session) => refresh(endpoints, client, session.refresh)),
  );
  return answers.flatMap(({ access_token: token }) => (token === undefined ? [] : [idIn(token)]));
}

function idIn(token: string): string {
  return token.split(".")[0] ?? "";
}

/** The sessions that their user can see and revoke. */
async function listed({ store }: Scene): Promise<string[]> {
  const approvals = createApprovals(createEncryptingStore(store, ring), {
    tenantId: seed.tenant.id,
    sessionSeconds: defaultSessionPolicy.sessionSeconds,
    now: () => Date.now(),
  });
  return (await approvals.list(ada.id)).flatMap(({ sessions }) => sessions.map(({ id }) => id));
}

/** Entra's tokens that stay longer than the two minutes of a sign-in, although no session refers to them. */
async function orphans(store: Store): Promise<string[]> {
  const records = await Array.fromAsync(store.records());
  const rows = new Set(records.map(({ key }) => key));
  return records
    .filter(({ key, ttlSeconds }) => key.startsWith("entra:") && ttlSeconds > 120)
    .map(({ key }) => Buffer.from(key.slice("entra:".length), "base64url"))
    .map((hash) => `session:${hash.toString("base64url", 0, 16)}`)
    .filter((row) => !rows.has(row));
}

/** Makes the store fail after this many writes. @returns whether it failed before the operation was done. */
async function cutOff({ store }: Scene, act: () => Promise<unknown>, writes: number): Promise<boolean> {
  store.dieAfter(writes);
  await act().catch(() => undefined);
  const hasDied = store.hasDied();
  store.revive();
  return hasDied;
}

describe.each(interrupted)("a server that is killed during $name", ({ prepare }) => {
  it("leaves nothing that lives on unseen, wherever it is cut off", { timeout: 60_000 }, async () => {
    let writes = 0;
    for (let hasDied = true; hasDied; writes += 1) {
      vi.useRealTimers();
      const scene = await openScene();
      hasDied = await cutOff(scene, await prepare(scene), writes);
      expect(await orphans(scene.store)).toEqual([]);
      const living = await alive(scene);
      expect(await listed(scene)).toEqual(expect.arrayContaining(living));
    }
    expect(writes).toBeGreaterThan(1);
  });
});

const endings = interrupted.flatMap(({ ends, ...each }) => (ends === undefined ? [] : [{ ...each, ends }]));

describe.each(endings)("a server that is killed during $name", ({ prepare, ends }) => {
  it("ends all of it when it is asked once more", { timeout: 60_000 }, async () => {
    for (let writes = 0, hasDied = true; hasDied; writes += 1) {
      vi.useRealTimers();
      const scene = await openScene();
      const act = await prepare(scene);
      hasDied = await cutOff(scene, act, writes);
      await act();
      for (const session of ends(scene)) expect(await listTools(scene.endpoints, session.access)).toBe(401);
      const living = await alive(scene);
      expect(ends(scene).filter(({ access }) => living.includes(idIn(access)))).toEqual([]);
      expect(await orphans(scene.store)).toEqual([]);
    }
  });
});

it("an approval that was half taken back is taken back when its user next looks at the list", async () => {
  const scene = await openScene();
  const { browser, page, formToken } = await openReview(scene);
  const form = { action: "revoke", client: scene.client, form_token: formToken };
  // The sessions to end are written down, but none has ended yet.
  expect(await cutOff(scene, async () => browser.post(page, "/consents", form), 1)).toBe(true);
  for (const { access } of scene.sessions) expect(await listTools(scene.endpoints, access)).toBe(200);
  await openReview(scene);
  for (const { access } of scene.sessions) expect(await listTools(scene.endpoints, access)).toBe(401);
});

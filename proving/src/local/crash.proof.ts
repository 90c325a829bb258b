import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { watch } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEntraConfig } from "../../../packages/auth-core/src/index.ts";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import { cacheLocation } from "../../../packages/local-server/src/token-cache/cache-location.ts";
import { readKeyFile } from "../../../packages/local-server/src/token-cache/key-file.ts";
import {
  createTokenFile,
  type TokenFile,
} from "../../../packages/local-server/src/token-cache/token-file.ts";
import {
  connect,
  createMachine,
  filesWith,
  type LocalClient,
  type Machine,
  signInAda,
  tool,
} from "./machine.ts";

const rounds = 100;
const ada = { structuredContent: expect.objectContaining({ id: seed.users.ada.id }) };
/** Two machines at the same time, each with its own Entra. This halves the time of the proof. */
let machines: Machine[];
beforeAll(async () => void (machines = await Promise.all([createMachine(), createMachine()])));
afterAll(async () => Promise.all(machines.map(async (machine) => machine.stop())));

/** The encrypted file, opened by this test with the machine's key. */
function openTokenFile({ environment, cacheFolder }: Machine): TokenFile {
  const location = cacheLocation(cacheFolder, readEntraConfig(environment));
  const key = readKeyFile(environment["TOKEN_CACHE_KEY_FILE"] ?? "", location.owner, location.folder);
  return createTokenFile(location, key);
}

/** All secrets in MSAL's cache: access, refresh and id tokens. */
async function tokensIn(file: TokenFile): Promise<string[]> {
  const content = await file.read();
  if (content.state !== "opened") return [];
  const cache = JSON.parse(content.text) as Record<string, Record<string, { secret?: string }>>;
  return Object.values(cache).flatMap((kind) => Object.values(kind).flatMap(({ secret }) => secret ?? []));
}

/** The moment of the kill in a round. */
const moments = ["during a sign-in", "while tokens are renewed", "at the draft of the file"] as const;
type Moment = (typeof moments)[number];

interface Tally {
  kills: Record<Moment, number>;
  /** Kills during a sign-in: it had begun, and its tokens were not in the file. */
  signInsCut: number;
  /** Kills during a write: the temporary file was left behind. */
  writesCut: number;
  tokens: Set<string>;
}

/** Makes the server write until the process is dead. */
async function keepWriting(machine: Machine, { client }: LocalClient): Promise<void> {
  for (;;) {
    // Graph refuses the token, the server renews it, and MSAL writes the new one.
    machine.mock.expireAccessTokens();
    await client.callTool(tool);
  }
}

/** The duration of a sign-in on each machine, from the page to the end of the call. It depends on the load of this computer. */
const signInMs = new WeakMap<Machine, number>();

async function connectAndCall(machine: Machine): Promise<LocalClient> {
  let shown = 0;
  const showUrl = (url: string): void => {
    shown = performance.now();
    signInAda(url);
  };
  const server = await connect(machine, { showUrl });
  expect(await server.client.callTool(tool)).toMatchObject(ada);
  if (shown > 0) signInMs.set(machine, performance.now() - shown);
  return server;
}

async function until(moment: Moment, machine: Machine, { urls }: LocalClient): Promise<void> {
  const typicalMs = signInMs.get(machine) ?? 200;
  if (moment === "while tokens are renewed") return setTimeout(Math.random() * typicalMs);
  if (moment === "during a sign-in") {
    const before = urls.length;
    while (urls.length === before) await setTimeout(2);
    // Up to a little more than this duration: some kills come shortly after the tokens were written.
    return setTimeout(Math.random() * typicalMs * 1.1);
  }
  for await (const { filename } of watch(machine.cacheFolder, { signal: AbortSignal.timeout(20_000) })) {
    if (filename?.endsWith(".new")) return undefined;
  }
  return undefined;
}

/** Starts the server on the machine after the last kill. It has to work. Then it is killed again. */
async function playRound(machine: Machine, round: number, tally: Tally): Promise<void> {
  const moment = moments[round % moments.length] ?? moments[0];
  const server = await connectAndCall(machine);
  const file = openTokenFile(machine);
  for (const token of await tokensIn(file)) tally.tokens.add(token);
  const isSignIn = moment === "during a sign-in";
  if (isSignIn) rmSync(file.path);
  const killing = until(moment, machine, server);
  const busy = keepWriting(machine, server).catch(() => undefined);
  await killing;
  process.kill(server.pid, "SIGKILL");
  await busy;
  await server.client.close();
  tally.kills[moment] += 1;
  if (isSignIn && !existsSync(file.path)) tally.signInsCut += 1;
  if (existsSync(`${file.path}.new`)) tally.writesCut += 1;
  expect(filesWith(machine, tally.tokens)).toEqual([]);
}

describe("kill -9 at any moment of a sign-in or a cache write", () => {
  it(`leaves a machine on which the next start works, ${rounds} times, and no token in clear on its disk`, async () => {
    const kills = { "during a sign-in": 0, "while tokens are renewed": 0, "at the draft of the file": 0 };
    const tally: Tally = { kills, signInsCut: 0, writesCut: 0, tokens: new Set() };
    const play = async (machine: Machine, lane: number): Promise<void> => {
      for (let round = lane; round < rounds; round += machines.length) await playRound(machine, round, tally);
      await (await connectAndCall(machine)).client.close();
      // No file was found damaged, so none was moved away.
      expect(readdirSync(machine.cacheFolder).filter((name) => name.endsWith(".unreadable"))).toEqual([]);
    };
    await Promise.all(machines.map(play));
    process.stdout.write(
      `kill -9: ${JSON.stringify(kills)}; ${tally.signInsCut} cut a sign-in before its tokens were written, ${tally.writesCut} left the draft of a write; ${tally.tokens.size} tokens searched for.\n`,
    );
    expect(tally.signInsCut).toBeGreaterThan(5);
    expect(tally.writesCut).toBeGreaterThan(5);
    expect(tally.tokens.size).toBeGreaterThan(rounds);
  });

  it("and that search would find a token: in clear, in UTF-16, in base64", async () => {
    const [machine] = machines as [Machine];
    const [token = ""] = await tokensIn(openTokenFile(machine));
    const path = join(machine.folder, "home/leak");
    const ways: Record<string, Buffer | string> = {
      clear: `{"secret":"${token}"}`,
      utf16: Buffer.from(`x${token}`, "utf16le"),
      base64: Buffer.from(`{"secret":"${token}"}`).toString("base64"),
      base64Later: Buffer.from(`{"a_secret":"${token}"}`).toString("base64"),
    };
    mkdirSync(join(machine.folder, "home"), { recursive: true });
    for (const leak of Object.values(ways)) {
      writeFileSync(path, leak);
      expect(filesWith(machine, [token])).toEqual([path]);
    }
    writeFileSync(path, readFileSync(openTokenFile(machine).path));
    expect(filesWith(machine, [token])).toEqual([]);
  });
});

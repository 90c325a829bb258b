import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import type { TokenServer } from "./servers/token-server.ts";

/**
 * Tokens per second of the mock's token endpoint and of oauth2-mock-server's, in one run: client credentials, RS256 with a 2048-bit key.
 * Each server runs in a separate process on loopback over plain http (the mock uses https otherwise, and TLS would cost both the same).
 * Rounds in turn, and the median of their ratios. There are many short rounds, because other programs slow some of them down. The
 * processor time of a token does not depend on them.
 */
const goal = 1.2;
const rounds = 15;
const secondsPerRound = 1;
const contenders = ["mock-entra", "oauth2-mock-server"] as const;

type Contender = {
  name: string;
  process: ChildProcess;
  server: TokenServer;
  tokensPerSecond: number[];
  /** Milliseconds of processor time, all threads. */
  cpuPerToken: number[];
};

process.exitCode = await main();

async function main(): Promise<number> {
  print(
    `Token endpoint over plain http on loopback: client credentials, RS256, ${rounds} rounds of ${secondsPerRound} s in turn, ` +
      `10 connections, ${cpus().length} cores, Node ${process.versions.node}`,
  );
  const started = await Promise.all(contenders.map((name) => start(name)));
  for (const contender of started) await measure(contender, 1);
  for (let round = 1; round <= rounds; round += 1) {
    // The order changes from round to round.
    for (const contender of round % 2 === 1 ? started : started.toReversed()) {
      const { speed, cpu } = await measure(contender, secondsPerRound);
      contender.tokensPerSecond.push(speed);
      contender.cpuPerToken.push(cpu);
      const number = String(round).padStart(2);
      print(`round ${number}  ${contender.name.padEnd(20)} ${speed.toFixed(0).padStart(6)} tokens/s`);
    }
  }
  for (const contender of started) contender.process.kill();
  return report(started);
}

async function start(name: string): Promise<Contender> {
  const child = fork(join(import.meta.dirname, "servers", `${name}.ts`));
  const messages: unknown[] = await once(child, "message");
  const server: TokenServer = JSON.parse(String(messages[0]));
  await assertRs256(server);
  return { name, process: child, server, tokensPerSecond: [], cpuPerToken: [] };
}

/** Both must do the same kind of work. */
async function assertRs256({ url, form }: TokenServer): Promise<void> {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(form) });
  const body: unknown = await response.json();
  const token = typeof body === "object" && body && "access_token" in body ? String(body.access_token) : "";
  const [header = "", , signature = ""] = token.split(".");
  const { alg }: { alg?: string } = JSON.parse(Buffer.from(header, "base64url").toString());
  if (alg === "RS256" && Buffer.from(signature, "base64url").length === 256) return;
  throw new Error(`${url} gives no RS256 token of a 2048-bit key.`);
}

async function measure({ server: { url, form }, process: child }: Contender, duration: number) {
  const cpuBefore = await cpuOf(child);
  const result = await autocannon({
    url,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form,
    connections: 10,
    duration,
  });
  if (result.non2xx + result.errors > 0)
    throw new Error(`${url}: ${result.non2xx + result.errors} requests failed.`);
  const tokens = result["2xx"];
  return { speed: tokens / result.duration, cpu: ((await cpuOf(child)) - cpuBefore) / tokens };
}

async function cpuOf(child: ChildProcess): Promise<number> {
  child.send("processor time?");
  const messages: unknown[] = await once(child, "message");
  return Number(messages[0]);
}

function report(started: readonly Contender[]): number {
  const [ours = [], theirs = []] = started.map(({ tokensPerSecond }) => tokensPerSecond);
  // In rounds, so that other load on the machine affects all in the same way.
  const ratio = median(ours.map((speed, round) => speed / (theirs[round] ?? Infinity)));
  print(
    `median   mock-entra ${median(ours).toFixed(0)}, oauth2-mock-server ${median(theirs).toFixed(0)} tokens/s`,
  );
  const [ourCpu = 0, theirCpu = 0] = started.map(({ cpuPerToken }) => median(cpuPerToken));
  print(
    `         processor time of a token: mock-entra ${ourCpu.toFixed(2)} ms, oauth2-mock-server ${theirCpu.toFixed(2)} ms ` +
      `(${(theirCpu / ourCpu).toFixed(2)} times)`,
  );
  print(
    `ratio    ${ratio.toFixed(2)}, the median of the rounds' (at least ${goal}: ${ratio >= goal ? "yes" : "no"})`,
  );
  return ratio >= goal ? 0 : 1;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

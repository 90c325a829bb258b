import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import type { TokenServer } from "./servers/token-server.ts";

/**
 * Tokens per second of the mock's token endpoint and of oauth2-mock-server's, in one run: client credentials, RS256 with a
 * 2048-bit key, each server in a process of its own on loopback over plain http (the mock serves https otherwise; TLS
 * would cost both the same), rounds in turn, the median of their ratios.
 */
const goal = 1.2;
const rounds = 5;
const secondsPerRound = 3;
const contenders = ["mock-entra", "oauth2-mock-server"] as const;

type Contender = { name: string; process: ChildProcess; server: TokenServer; tokensPerSecond: number[] };

process.exitCode = await main();

async function main(): Promise<number> {
  print(
    `Token endpoint over plain http on loopback: client credentials, RS256, ${rounds} rounds of ${secondsPerRound} s in turn, ` +
      `10 connections, ${cpus().length} cores, Node ${process.versions.node}`,
  );
  const started = await Promise.all(contenders.map((name) => start(name)));
  for (const contender of started) await measure(contender.server, 1);
  for (let round = 1; round <= rounds; round += 1) {
    // Whoever goes first changes from round to round.
    for (const contender of round % 2 === 1 ? started : started.toReversed()) {
      const speed = await measure(contender.server, secondsPerRound);
      contender.tokensPerSecond.push(speed);
      print(`round ${round}  ${contender.name.padEnd(20)} ${speed.toFixed(0).padStart(6)} tokens/s`);
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
  return { name, process: child, server, tokensPerSecond: [] };
}

/** What is compared has to be the same kind of work. */
async function assertRs256({ url, form }: TokenServer): Promise<void> {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(form) });
  const body: unknown = await response.json();
  const token = typeof body === "object" && body && "access_token" in body ? String(body.access_token) : "";
  const [header = "", , signature = ""] = token.split(".");
  const { alg }: { alg?: string } = JSON.parse(Buffer.from(header, "base64url").toString());
  if (alg === "RS256" && Buffer.from(signature, "base64url").length === 256) return;
  throw new Error(`${url} gives no RS256 token of a 2048-bit key.`);
}

async function measure({ url, form }: TokenServer, duration: number): Promise<number> {
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
  return result["2xx"] / result.duration;
}

function report(started: readonly Contender[]): number {
  const [ours = [], theirs = []] = started.map(({ tokensPerSecond }) => tokensPerSecond);
  // Round by round, so that what else the machine is doing hits both alike.
  const ratio = median(ours.map((speed, round) => speed / (theirs[round] ?? Infinity)));
  print(
    `median   mock-entra ${median(ours).toFixed(0)}, oauth2-mock-server ${median(theirs).toFixed(0)} tokens/s`,
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

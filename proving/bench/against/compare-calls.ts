import { readFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callTool, generations, median, print, type RunningServer, startServer } from "../mcp-load.ts";
import { timeCommand } from "./timed-command.ts";

const pairs = 15;
const load = { connections: 10, seconds: 2 };
/** The unit in which Linux counts a process's time. */
const ticksPerSecond = 100;

type Generation = (typeof generations)[number];

interface Contender {
  server: RunningServer;
  tokens: string[];
  generation: Generation;
  speeds: number[];
  cpuMs: number[];
}

/**
 * Protected calls per second, and the server's processor time for a call, of the same tool with all protection on. It compares each
 * generation of MCP with the older generation of the other commit, which all commits speak.
 */
export async function compareCalls(folders: readonly [now: string, before: string]): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), "bench-calls-"));
  const contenders: Contender[] = [];
  for (const [index, folder] of folders.entries()) {
    const location = `sqlite:${join(temporary, `${index}.sqlite`)}`;
    const probe = ["node", join(import.meta.dirname, "probe-calls.ts"), folder, location];
    const { output, exitCode } = await timeCommand(folder, probe);
    if (exitCode !== 0) throw new Error(`The store of ${folder} could not be filled.`);
    const bench = join(folder, "proving/bench");
    const server = await startServer("protected-mcp", { SESSION_STORE: location }, bench);
    const tokens: string[] = JSON.parse(output);
    for (const generation of index === 0 ? generations : [generations[0]]) {
      contenders.push({ server, tokens, generation, speeds: [], cpuMs: [] });
      await callTool(server.url, tokens, { ...load, generation });
    }
  }
  for (let pair = 0; pair < pairs; pair += 1) {
    // The order changes from pair to pair.
    for (const contender of pair % 2 === 0 ? contenders : contenders.toReversed()) await measure(contender);
  }
  for (const { server } of contenders) await server.stop();
  rmSync(temporary, { recursive: true });
  const before = contenders.pop();
  for (const now of contenders) report(now, before);
}

async function measure({ server, tokens, generation, speeds, cpuMs }: Contender): Promise<void> {
  const before = cpuSecondsOf(server.pid);
  const { callsPerSecond } = await callTool(server.url, tokens, { ...load, generation });
  speeds.push(callsPerSecond);
  cpuMs.push(((cpuSecondsOf(server.pid) - before) * 1_000) / (callsPerSecond * load.seconds));
}

function report(now: Contender, then: Contender | undefined): void {
  if (then === undefined) return;
  const title = `calls      MCP ${now.generation}:`;
  print(
    `${title} ${ratio(now.speeds, then.speeds).toFixed(2)} of its protected tools/call per second, the median of ${pairs} pairs: ${median(now.speeds).toFixed(0)}, was ${median(then.speeds).toFixed(0)}`,
  );
  print(
    process.platform === "linux"
      ? `${title} ${ratio(now.cpuMs, then.cpuMs).toFixed(2)} of its CPU a call: ${median(now.cpuMs).toFixed(3)} ms, was ${median(then.cpuMs).toFixed(3)}`
      : `${title} CPU a call: not measured, only Linux tells it of another process`,
  );
}

/** In pairs, so that other load on the machine affects both in the same way. */
function ratio(of: readonly number[], to: readonly number[]): number {
  return median(of.map((value, pair) => value / (to[pair] ?? Infinity)));
}

/** Fields 14 and 15 of proc(5), after the name in parentheses. */
function cpuSecondsOf(pid: number): number {
  if (process.platform !== "linux") return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

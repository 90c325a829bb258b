import { subscribe } from "node:diagnostics_channel";
import { registerHooks } from "node:module";
import { Server } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { defences } from "../../../remote-server/test/attacks/defences.ts";
import { planWeakening, type Weakening } from "./plan-weakening.ts";
import { silenceStripWarning } from "./silence-strip-warning.ts";

/**
 * `node --import weaken.ts`: loads the remote server without the defences that WITHOUT_DEFENCES names, and changes nothing else. The
 * server itself has no switch for this. It prints a warning, and the server listens on loopback only.
 *
 * Exit code 3: a defence was not found at exactly one place. The result of an attack would then prove nothing.
 */
const server = join(import.meta.dirname, "../../../remote-server");
const core = join(server, "../auth-core");
const twinFolder = pathToFileURL(join(server, "test/attacks/twins/")).href;
const ids = (process.env["WITHOUT_DEFENCES"] ?? "").split(",").filter((id) => id !== "");

silenceStripWarning();
weaken(plan());
if (ids.length > 0) {
  process.stderr.write(
    `WARNING: WEAKENED ON PURPOSE, for attacks on this machine. This server lacks the defences ${ids.join(", ")}. It is process ${process.pid}.\n`,
  );
  stayOnLoopback();
}

function plan(): Weakening {
  try {
    const made = process.env["SERVER_SOURCES"];
    const sources = made === undefined ? [join(server, "src"), join(core, "src")] : [made];
    return planWeakening(ids, defences, { sources, twins: join(server, "test/attacks/twins") });
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    return process.exit(3);
  }
}

/** A twin imports the module that it replaces. It gets the next twin of the same module, or the original. */
function standIn(url: string, parent: string, twins: Weakening["twins"]): string {
  const [first, ...others] = twins.get(url) ?? [];
  if (first === undefined) return url;
  if (!parent.startsWith(twinFolder)) return first;
  const all = [first, ...others];
  return all.includes(parent) ? (all[all.indexOf(parent) + 1] ?? url) : url;
}

function weaken({ sources, twins }: Weakening): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      const resolved = nextResolve(specifier, context);
      const url = standIn(resolved.url, context.parentURL ?? "", twins);
      return { ...resolved, url };
    },
    load: (url, context, nextLoad) => {
      const source = sources.get(url);
      return source === undefined ? nextLoad(url, context) : { format: "module", source, shortCircuit: true };
    },
  });
}

/** Other machines could attack a weakened server that they can reach. @see https://nodejs.org/api/diagnostics_channel.html#net */
function stayOnLoopback(): void {
  subscribe("tracing:net.server.listen:asyncEnd", (message) => {
    if (typeof message !== "object" || message === null || !("server" in message)) return;
    const address = message.server instanceof Server ? message.server.address() : null;
    if (address === null || typeof address === "string" || isLoopback(address.address)) return;
    process.stderr.write(`A weakened server listens on loopback only, and not on ${address.address}.\n`);
    process.exit(3);
  });
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^(?:::ffff:)?127\./.test(address);
}

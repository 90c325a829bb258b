import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { defences } from "../../packages/remote-server/test/attacks/defences.ts";
import { planWeakening, type Weakening } from "./plan-weakening.ts";

/**
 * `node --import weaken.ts`: loads the remote server without the defences that WITHOUT_DEFENCES names, and changes nothing else. The
 * server itself has no switch for this.
 *
 * Exit code 3: not every one of them was found at exactly one place, so that whatever happens next would prove nothing.
 */
const server = join(import.meta.dirname, "../../packages/remote-server");
const core = join(server, "../auth-core");
const twinFolder = pathToFileURL(join(server, "test/attacks/twins/")).href;
const ids = (process.env["WITHOUT_DEFENCES"] ?? "").split(",").filter((id) => id !== "");

weaken(plan());

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

/** A twin is made of the original, or of the next twin of the same module: that is what it gets when it asks for it. */
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

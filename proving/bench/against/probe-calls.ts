import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** `probe-calls.ts CHECKOUT STORE`: fills the store as that commit does, and prints access tokens that are valid there. */
interface Filler {
  fillStore: (location: string, sessions: number, usable: number) => Promise<string[]>;
}

const [checkout = "", location = ""] = process.argv.slice(2);
const { fillStore }: Filler = await import(pathToFileURL(join(checkout, "proving/bench/fill-store.ts")).href);
process.stdout.write(JSON.stringify(await fillStore(location, 10_000, 200)));

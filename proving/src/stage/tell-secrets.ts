import { writeFileSync } from "node:fs";
import { collectSecrets } from "../recording/seen-secrets.ts";

/** Loaded into the stage's process before its own code: writes down what the simulated users and the MCP clients there send and get. */
const file = process.env["SEEN_SECRETS_FILE"];
if (file === undefined) throw new Error("SEEN_SECRETS_FILE is missing.");
const seen = collectSecrets(globalThis.fetch);
globalThis.fetch = seen.fetch;
setInterval(() => writeFileSync(file, JSON.stringify(seen.values()), { mode: 0o600 }), 200).unref();

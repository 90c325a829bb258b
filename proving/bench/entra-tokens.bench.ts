import { generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillStore } from "./fill-store.ts";
import { callTool, generations, median, print, startServer } from "./mcp-load.ts";

/**
 * Compares a protected call with a token of Entra (its signature is checked each time) and with a session token (it is looked up in
 * SQLite each time). Tool, audit, limits and policy are the same. Rounds in turn, and the median of their ratios. It has no goal: it
 * shows the cost of the choice.
 */
const rounds = 7;
const load = { connections: 10, seconds: 3 };
const tenantId = "7e4a1b2c-3d4e-4f5a-8b6c-0123456789ab";
const api = "22222222-aaaa-4bbb-8ccc-000000000002";
const client = "88888888-aaaa-4bbb-8ccc-000000000008";
const issuer = `https://login.microsoftonline.com/${tenantId}/v2.0`;

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const keys = JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "bench", use: "sig" }] });
const folder = mkdtempSync(join(tmpdir(), "bench-entra-tokens-"));
const location = `sqlite:${join(folder, "sessions.sqlite")}`;
const own = { tokens: await fillStore(location, 10_000, 200), speeds: new Array<number>() };
const entra = { tokens: Array.from({ length: 200 }, () => tokenOf(privateKey)), speeds: new Array<number>() };
const servers = [
  { ...own, server: await startServer("protected-mcp", { SESSION_STORE: location }) },
  {
    ...entra,
    server: await startServer("entra-tokens-mcp", {
      AUTHORIZATION_SERVER: "entra",
      ENTRA_ALLOWED_CLIENTS: client,
      ENTRA_ISSUER: issuer,
      ENTRA_KEYS: keys,
    }),
  },
];
for (const generation of generations) {
  for (const { server, tokens } of servers) await callTool(server.url, tokens, { ...load, seconds: 2 });
  for (const { speeds } of servers) speeds.length = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const { server, tokens, speeds } of servers)
      speeds.push((await callTool(server.url, tokens, { ...load, generation })).callsPerSecond);
  }
  const ratio = median(entra.speeds.map((speed, round) => speed / (own.speeds[round] ?? Infinity)));
  print(
    `Entra's tokens, MCP ${generation}: ${median(entra.speeds).toFixed(0)} protected tools/call per second, ${ratio.toFixed(2)} of session tokens in SQLite, which do ${median(own.speeds).toFixed(0)}`,
  );
}
for (const { server } of servers) await server.stop();
rmSync(folder, { recursive: true });

/** A token as Entra issues it for this API. */
function tokenOf(key: KeyObject): string {
  const now = Math.floor(Date.now() / 1_000);
  const times = { iat: now, nbf: now, exp: now + 3_600 };
  const user = {
    oid: randomUUID(),
    sub: "subject",
    tid: tenantId,
    scp: "tools.read directory.read mail.send",
  };
  const claims = { iss: issuer, aud: api, azp: client, ver: "2.0", uti: randomUUID(), ...times, ...user };
  const input = [{ alg: "RS256", typ: "JWT", kid: "bench" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${input}.${sign("sha256", Buffer.from(input), key).toString("base64url")}`;
}

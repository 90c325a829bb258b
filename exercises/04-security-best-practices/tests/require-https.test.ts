import { inspect } from "node:util";
import { recordConsole } from "@mcp-entra/workshop/attacks";
import { assert, onTestFinished, test, vi } from "vitest";
import { checkPublicUrl, securityHeaders } from "#exercise/require-https.ts";

/** Each address is tried twice: a decision must not depend on the one before. */
function fatesOf(texts: readonly string[]): string[] {
  return [...texts, ...texts].map((text) => `${text} ${fateOf(text)}`);
}

function fateOf(text: string): "accepted" | "changed" | "refused" {
  let url: URL;
  try {
    url = checkPublicUrl(text);
  } catch {
    return "refused";
  }
  return url?.href === new URL(text).href ? "accepted" : "changed";
}

function notAccepted(texts: readonly string[]): string {
  return fatesOf(texts).find((fate) => !fate.endsWith("accepted")) ?? "";
}

function notRefused(texts: readonly string[]): string {
  return fatesOf(texts).find((fate) => !fate.endsWith("refused")) ?? "";
}

/** Names of headers are the same in capitals and in small letters. */
function hstsAt(url: string): string | null {
  return new Headers(securityHeaders(new URL(url))).get("strict-transport-security");
}

test("[4.1] starts behind https", () => {
  assert(
    fateOf("https://mcp.example.com") === "accepted",
    "https://mcp.example.com was refused, or another URL was returned. An attacker cannot listen in on https: return the parsed URL, in checkPublicUrl.",
  );
});

test("[4.1] reads an address as browsers do", () => {
  const problem = notAccepted([
    "HTTPS://MCP.example.com",
    "https://mcp.example.com:8443/mcp?tenant=1",
    "https://localhost:3001",
  ]);
  assert(
    problem === "",
    `An https address was not accepted each time (${problem}). Letters of a protocol may be large or small, and an address may have a port and a path. Look at the protocol of the parsed URL, in checkPublicUrl.`,
  );
});

test("[4.1] starts on this machine over http", () => {
  const problem = notAccepted(["http://localhost:3001", "http://127.0.0.1:3001", "http://[::1]:3001"]);
  assert(
    problem === "",
    `A loopback address was not accepted each time (${problem}). What does not leave the machine cannot be overheard, and developers need it: accept the hostnames localhost, 127.0.0.1 and [::1], which keeps its brackets, in checkPublicUrl.`,
  );
});

test("[4.1] refuses plain http on the network", () => {
  const problem = notRefused([
    "http://mcp.example.com",
    "http://mcp",
    "http://server.local",
    "http://192.168.1.10:3001",
    "http://172.16.0.9",
    "http://10.0.0.5",
    "http://[fd00::1]",
  ]);
  assert(
    problem === "",
    `A server started where users reach it over plain http (${problem}). Everybody on the way reads their tokens, in an office network too. Throw an error, in checkPublicUrl: a warning is not read, and to write https into the address encrypts nothing.`,
  );
});

test("[4.1] refuses plain http in development, too", () => {
  vi.stubEnv("NODE_ENV", "development");
  onTestFinished(() => void vi.unstubAllEnvs());
  const problem = notRefused(["http://mcp.example.com"]);
  assert(
    problem === "",
    `With NODE_ENV=development plain http on the network was not refused (${problem}). The variable is often wrong where a server is deployed. Decide by the address alone, in checkPublicUrl.`,
  );
});

test("[4.1] is not taken in by addresses that only look local", () => {
  const problem = notRefused([
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://127.evil.example",
    "http://localhost@evil.example",
    "http://notlocalhost:3001",
    "http://evil-localhost",
    "http://evil.example/localhost",
    "http://evil.example?127.0.0.1",
    "http://[::ffff:10.0.0.5]",
  ]);
  assert(
    problem === "",
    `A host that only looks like a loopback address passed for one (${problem}). Compare the whole hostname of the parsed URL, not a part of the text, in checkPublicUrl.`,
  );
});

test("[4.1] refuses the addresses that stand for all interfaces", () => {
  const problem = notRefused(["http://0.0.0.0:3001", "http://[::]:3001"]);
  assert(
    problem === "",
    `A server started at the address of all interfaces (${problem}). It is reached from the network there, over plain http. Only localhost, 127.0.0.1 and [::1] are this machine alone: look at checkPublicUrl.`,
  );
});

test("[4.1] refuses what only has https in its text, and other protocols", () => {
  const problem = notRefused([
    "http://https.evil.example",
    "http://evil.example/https://",
    "ftp://mcp.example.com",
    "ws://mcp.example.com",
    "file:///etc/hosts",
    "data:text/plain,https",
  ]);
  assert(
    problem === "",
    `An address was accepted that is no https (${problem}). List what is allowed, and refuse everything else: compare url.protocol with “https:”, in checkPublicUrl.`,
  );
});

test("[4.1] shows no password in an error", () => {
  let shown = "";
  try {
    checkPublicUrl("http://admin:hunter2@mcp.example.com");
  } catch (error) {
    shown = inspect(error);
  }
  assert(
    !shown.includes("hunter2"),
    "The error about an address shows the password that was in it. Errors at the start are logged: name the host only, in checkPublicUrl.",
  );
});

test("[4.1] writes no address into a log", () => {
  const written = recordConsole();
  fatesOf([
    "https://admin:hunter2@mcp.example.com",
    "http://admin:hunter2@localhost:3001",
    "http://a:hunter2@b.example",
  ]);
  assert(
    !written().join("\n").includes("hunter2"),
    "An address was written to the console, with the password in it. Log the host only, or nothing, in checkPublicUrl.",
  );
});

test("[4.1] sends HSTS over https", () => {
  const sent = hstsAt("https://mcp.example.com") ?? "";
  const seconds = /(?:^|;)\s*max-age\s*=\s*"?(\d+)"?\s*(?:;|$)/i.exec(sent)?.[1] ?? 0;
  assert(
    Number(seconds) >= 31_536_000,
    "Browsers were not told to stay with https, so the next visit may begin in clear. Send Strict-Transport-Security with a max-age of a year, which is in seconds, and with a semicolon before another part, in securityHeaders.",
  );
});

test("[4.1] sends no HSTS over http", () => {
  assert(
    hstsAt("http://localhost:3001") === null && hstsAt("http://localhost:3001/?next=https://a") === null,
    "HSTS was sent over plain http, where browsers ignore it and proxies may not. Send it where the URL's protocol is “https:” only, in securityHeaders.",
  );
});

test("[4.1] gives each answer headers of its own", () => {
  const url = new URL("https://mcp.example.com");
  securityHeaders(url)["set-cookie"] = "session=of-ada";
  assert(
    securityHeaders(url)["set-cookie"] === undefined,
    "A header that was added to one answer came back in the next one. A cookie of one user would reach another one. Make a new object at each call, in securityHeaders.",
  );
});

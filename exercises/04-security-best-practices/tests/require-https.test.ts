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
    "checkPublicUrl refused https://mcp.example.com, or returned another URL. An attacker cannot read https on its way. Return the parsed URL, in checkPublicUrl.",
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
    `checkPublicUrl refused an https address (${problem}). A protocol may have capital letters, and an address may have a port and a path. Look at the protocol of the parsed URL, in checkPublicUrl.`,
  );
});

test("[4.1] starts on this machine over http", () => {
  const problem = notAccepted(["http://localhost:3001", "http://127.0.0.1:3001", "http://[::1]:3001"]);
  assert(
    problem === "",
    `checkPublicUrl has to accept a loopback address at each call (${problem}). Loopback traffic does not leave the machine, and developers need it. Accept the hostnames localhost, 127.0.0.1 and [::1] (with its brackets), in checkPublicUrl.`,
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
    "http://[fe80::1]",
    "http://169.254.10.1",
    "http://100.64.0.1",
    "http://host.docker.internal:3001",
    "http://mcp.internal",
    "http://mcp.test",
    "http://mcp.lan",
    ...["80", "443", "3000", "3001", "8000", "8080", "8443"].map((port) => `http://mcp.example.com:${port}`),
    // The parser removes what is in the way of “http://”.
    "HTTP://mcp.example.com",
    " http://mcp.example.com",
    "http:/mcp.example.com",
    "ht\ntp://mcp.example.com",
  ]);
  assert(
    problem === "",
    `checkPublicUrl accepted a public address with plain http (${problem}). Attackers in the network can read the users' tokens, also in an office network. Throw an error, in checkPublicUrl. A warning is not enough, and a change of the address to https encrypts nothing.`,
  );
});

test("[4.1] refuses plain http in development, too", () => {
  vi.stubEnv("NODE_ENV", "development");
  onTestFinished(() => void vi.unstubAllEnvs());
  const problem = notRefused(["http://mcp.example.com"]);
  assert(
    problem === "",
    `With NODE_ENV=development, checkPublicUrl accepted plain http on the network (${problem}). This variable is often wrong on deployed servers. Decide by the address alone, in checkPublicUrl.`,
  );
});

test("[4.1] is not taken in by addresses that only look local", () => {
  const problem = notRefused([
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://127.evil.example",
    "http://localhost@evil.example",
    "http://localhost:3001@evil.example",
    "http://127.0.0.1:3001@evil.example",
    "http://localhost:pass@evil.example/localhost",
    "http://notlocalhost:3001",
    "http://evil-localhost",
    "http://evil.example/localhost",
    "http://evil.example?127.0.0.1",
    "http://[::ffff:10.0.0.5]",
  ]);
  assert(
    problem === "",
    `checkPublicUrl accepted a host that is only similar to a loopback address (${problem}). Compare the whole hostname of the parsed URL, and not a part of the text, in checkPublicUrl.`,
  );
});

test("[4.1] refuses the addresses that stand for all interfaces", () => {
  const problem = notRefused(["http://0.0.0.0:3001", "http://[::]:3001"]);
  assert(
    problem === "",
    `checkPublicUrl accepted the address of all network interfaces (${problem}). There, other machines can reach the server over plain http. Accept only localhost, 127.0.0.1 and [::1], in checkPublicUrl.`,
  );
});

test("[4.1] refuses what only has https in its text, and other protocols", () => {
  const problem = notRefused([
    "http://https.evil.example",
    "http://evil.example/https://",
    "ftp://mcp.example.com",
    "ftp://localhost",
    "ws://127.0.0.1:3001",
    "ws://mcp.example.com",
    "file:///etc/hosts",
    "data:text/plain,https",
  ]);
  assert(
    problem === "",
    `checkPublicUrl accepted an address that is not https (${problem}). Compare url.protocol with “https:”, and refuse each other protocol, in checkPublicUrl.`,
  );
});

/** The error as Node prints it, with all fields and causes; empty if there is none. */
function errorAbout(text: string): string {
  try {
    checkPublicUrl(text);
    return "";
  } catch (error) {
    return inspect(error, { depth: Infinity, showHidden: true });
  }
}

test("[4.1] shows no password in an error", () => {
  const shown = [
    "http://admin:hunter2@mcp.example.com",
    "https://admin:hunter2@mcp.example.com",
    // No URLs: the port is too large, the host is missing, the host has a space.
    "https://admin:hunter2@mcp.example.com:99999",
    "https://admin:hunter2@",
    "http://admin:hunter2@mcp example.com",
  ].map(errorAbout);
  assert(
    !shown.join("\n").includes("hunter2"),
    "The error about an address contains the address's password, in its message or in a field. Errors at the start are logged, with all their fields. The error of new URL has the whole text in its field “input”, so use URL.parse, or throw an error without a cause. Name only the host, in checkPublicUrl.",
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
    "Your code wrote an address to the console, with its password. Log only the host, or nothing, in checkPublicUrl.",
  );
});

test("[4.1] sends HSTS over https", () => {
  const sent = hstsAt("https://mcp.example.com") ?? "";
  const seconds = /(?:^|;)\s*max-age\s*=\s*"?(\d+)"?\s*(?:;|$)/i.exec(sent)?.[1] ?? 0;
  assert(
    Number(seconds) >= 31_536_000,
    `The header Strict-Transport-Security was “${sent}”. It does not tell browsers to use only https for a year, so the next visit may begin with plain http. Send a max-age of at least one year in seconds (31536000), and a semicolon before another part, in securityHeaders.`,
  );
});

test("[4.1] sends HSTS at each port and path", () => {
  const addresses = [
    "https://mcp.example.com:8443",
    "https://mcp.example.com/mcp",
    "https://mcp.internal/?a=1",
  ];
  assert(
    addresses.every((address) => hstsAt(address) !== null),
    "The header Strict-Transport-Security is missing at another port or path. The next visit there may begin with plain http. Decide by the protocol of the URL alone, in securityHeaders.",
  );
});

test("[4.1] opens no answer to other sites", () => {
  const names = Object.keys(securityHeaders(new URL("https://mcp.example.com"))).join();
  assert(
    !/access-control-|set-cookie|x-powered-by/i.test(names),
    `The headers of every answer have more than protection (${names}). With Access-Control-Allow-Origin, scripts of other sites can read the answers. Send only headers that take rights away, in securityHeaders.`,
  );
});

test("[4.1] sends no HSTS over http", () => {
  assert(
    hstsAt("http://localhost:3001") === null && hstsAt("http://localhost:3001/?next=https://a") === null,
    "Your code sent HSTS over plain http. Browsers ignore it there, but a proxy may not. Send it only if the URL's protocol is “https:”, in securityHeaders.",
  );
});

test("[4.1] gives each answer headers of its own", () => {
  const url = new URL("https://mcp.example.com");
  securityHeaders(url)["set-cookie"] = "session=of-ada";
  assert(
    securityHeaders(url)["set-cookie"] === undefined,
    "A header was added to one answer, and the next answer had it too. So another user could get a user's cookie. Make a new object at each call, in securityHeaders.",
  );
});

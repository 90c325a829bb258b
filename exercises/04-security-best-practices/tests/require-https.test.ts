import { assert, test } from "vitest";
import { checkPublicUrl, securityHeaders } from "#exercise/require-https.ts";

function isAccepted(text: string): boolean {
  try {
    return checkPublicUrl(text).href === new URL(text).href;
  } catch {
    return false;
  }
}

/** Names of headers are the same in capitals and in small letters. */
function hstsAt(url: string): string | null {
  return new Headers(securityHeaders(new URL(url))).get("strict-transport-security");
}

test("[4.1] starts behind https", () => {
  assert(
    isAccepted("https://mcp.example.com"),
    "https://mcp.example.com was refused. An attacker cannot listen in on https: accept it, in checkPublicUrl.",
  );
});

test("[4.1] starts on this machine over http", () => {
  assert(
    ["http://localhost:3001", "http://127.0.0.1:3001", "http://[::1]:3001"].every(isAccepted),
    "A loopback address was refused. What does not leave the machine cannot be overheard, and developers need it: accept the hostnames localhost, 127.0.0.1 and [::1], which keeps its brackets, in checkPublicUrl.",
  );
});

test("[4.1] refuses plain http on the network", () => {
  assert(
    !["http://mcp.example.com", "http://192.168.1.10:3001", "http://10.0.0.5"].some(isAccepted),
    "A server started where people reach it over plain http: everybody on the way reads their tokens. Throw an error, in checkPublicUrl; a warning is not read.",
  );
});

test("[4.1] is not taken in by addresses that only look local", () => {
  const lookalikes = [
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://localhost@evil.example",
  ];
  assert(
    !lookalikes.some(isAccepted),
    "A host that begins like a loopback address passed for one. Compare the whole hostname of the parsed URL, not a part of the text, in checkPublicUrl.",
  );
});

test("[4.1] sends HSTS over https", () => {
  const sent = hstsAt("https://mcp.example.com") ?? "";
  assert(
    Number(/max-age=(\d+)/.exec(sent)?.[1] ?? 0) >= 31_536_000,
    "Browsers were not told to stay with https, so the next visit may begin in clear. Send Strict-Transport-Security with a max-age of a year, in securityHeaders.",
  );
});

test("[4.1] sends no HSTS over http", () => {
  assert(
    hstsAt("http://localhost:3001") === null,
    "HSTS was sent over plain http, where browsers ignore it and proxies may not. Send it over https only, in securityHeaders.",
  );
});

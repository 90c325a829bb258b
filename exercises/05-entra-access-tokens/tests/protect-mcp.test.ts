import { once } from "node:events";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { seed } from "@mcp-entra/mock-entra";
import {
  foreignEnvironment,
  readingsOf,
  recordConsole,
  recordFiles,
  tells,
} from "@mcp-entra/workshop/attacks";
import { expect, test } from "vitest";
import { issuer } from "./support/addresses.ts";
import { useEntra } from "./support/entra.ts";
import { callTool, inChallenge, knock, startServer } from "./support/test-server.ts";
import { placesOf } from "./support/token-places.ts";
import { api, ofAda, tokensThatSay } from "./support/tokens.ts";

const entra = useEntra();
const metadataPath = "/.well-known/oauth-protected-resource/mcp";
const firstScope = `${api.resource}/tools.read`;

/** Tokens that each fail a different check. */
const badTokens = async (): Promise<string[]> => {
  const { forge } = entra;
  const forged = [forge.signature, forge.algNone, forge.issuer, forge.audience, forge.expired, forge.appOnly];
  return [...(await Promise.all(forged.map(async (make) => make(ofAda)))), "no-token"];
};

test("[5.6] tells a client without a token where to get one", async () => {
  const server = await startServer();
  const answer = await knock(server, undefined);
  expect(
    {
      status: answer.status,
      metadata: inChallenge(answer, "resource_metadata"),
      // Without a scope in the challenge, a client finds it in the metadata.
      scopes: inChallenge(answer, "scope") ?? firstScope,
    },
    "A request without a token needs the answer 401, with resource_metadata in WWW-Authenticate, and with full names of scopes only. With them, an MCP client finds Entra (RFC 9728). Use challengeHeader with the scope tools.read, in protectMcp.",
  ).toEqual({ status: 401, metadata: server.origin + metadataPath, scopes: firstScope });
});

test("[5.6] names Entra as the authorization server", async () => {
  const { origin } = await startServer();
  const response = await fetch(origin + metadataPath);
  const said = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  expect(
    {
      resource: said["resource"],
      servers: said["authorization_servers"],
      scopes: said["scopes_supported"],
      methods: said["bearer_methods_supported"],
    },
    'The metadata of this resource are missing or wrong. A client that reads them gets no token, or the wrong one. Answer at metadataPath(options), in protectMcp: resource is options.resource, authorization_servers is a list with your tenant\'s version 2 issuer, scopes_supported has the full name of tools.read, bearer_methods_supported is ["header"].',
  ).toEqual({
    resource: `${origin}/mcp`,
    servers: [issuer],
    scopes: expect.arrayContaining([firstScope]),
    methods: ["header"],
  });
});

test("[5.6] lets a good token in", async () => {
  const server = await startServer();
  const { fate } = await knock(server, await entra.forge.valid(ofAda));
  expect(
    fate,
    "The server refuses a valid token. Give the caller that verify returns to handleMcp, in protectMcp.",
  ).toBe("let in");
});

test("[5.6] answers 401 invalid_token to a bad token", async () => {
  const server = await startServer();
  const answer = await knock(server, await entra.forge.expired(ofAda));
  const [error, metadata] = ["error", "resource_metadata"].map((name) => inChallenge(answer, name));
  expect(
    { status: answer.status, error, metadata },
    'An expired token needs the answer 401 with error="invalid_token" and resource_metadata. The client then renews its token, or signs its user in again. (If the answer was 200, look at checkTime first.) Use challengeHeader, in protectMcp.',
  ).toEqual({ status: 401, error: "invalid_token", metadata: server.origin + metadataPath });
});

test("[5.6] does not tell strangers what is wrong with a token", async () => {
  const server = await startServer();
  const answers = [];
  for (const token of await badTokens()) {
    const { challenge, text } = await knock(server, token);
    answers.push(`${challenge} ${text}`);
  }
  expect(
    new Set(answers).size,
    "Bad tokens get different answers. The difference tells an attacker which check refused the token. Answer each with the same challenge and the same body, in protectMcp, and write the reason to the log.",
  ).toBe(1);
});

test("[5.6] tells the operator what is wrong with a token", async () => {
  const reasons = new Set<string | undefined>();
  for (const token of await badTokens()) {
    const server = await startServer();
    await knock(server, token);
    reasons.add(server.log.at(-1));
  }
  expect(
    { without: reasons.has(undefined), different: reasons.size >= 4 },
    "The server refused a token, and the log does not give the reason, or gives the same one for all. The operator has to distinguish a wrong setting from an attack. Write the message of TokenRefused to options.log, in protectMcp.",
  ).toEqual({ without: false, different: true });
});

test("[5.6] writes no token to the log, and no line that a stranger has written", async () => {
  const [written, files] = [recordConsole(), recordFiles()];
  const server = await startServer();
  const line = "refused\n2026-11-30 user grace signed in";
  const tokens = [
    ...(await tokensThatSay(line, entra)),
    await entra.forge.expired(ofAda),
    await entra.forge.valid(ofAda),
  ];
  for (const token of tokens) await callTool(server, token);
  const inTheAddress = await fetch(`${server.origin}/mcp?access_token=${tokens.at(-1)}`, { method: "POST" });
  await inTheAddress.body?.cancel();
  const lines = [...server.log, ...written(), files()];
  const parts = tokens.flatMap((token) => token.split(".").slice(1)).filter((part) => part !== "");
  expect(
    {
      tokens: lines.flatMap(readingsOf).some((each) => parts.some((part) => each.includes(part))),
      lines: lines.filter((each) => /\n.*signed in/.test(each.trim())).length,
    },
    "The log contains a token, or a line that an attacker wrote into a claim. Many people read logs, a refused token may be valid for another server, and a line break makes a false entry. The address of a request can contain a token, too. Log a fixed sentence for each reason, in protectMcp and in each TokenRefused: in openSignedReader, checkIssuer, checkAudience, checkTime and toCaller.",
  ).toEqual({ tokens: false, lines: 0 });
});

test("[5.6] protects every method of /mcp, however its address is written", async () => {
  foreignEnvironment();
  const { origin } = await startServer();
  const messages = ["tools/list", "initialize", "ping", "tools/call"].map((method) =>
    JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { name: "getUserDetails" } }),
  );
  const [list = ""] = messages;
  const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
  const addresses = ["/MCP", "/mcp/", "//mcp", "/%6dcp", "/mcp?token=1", "/mcp/messages", "/sse", "/message"];
  const headers = { "content-type": "application/json" };
  const ofMethods = await Promise.all(
    methods.map(async (method) => {
      const body = method === "GET" || method === "HEAD" ? null : list;
      const response = await fetch(`${origin}/mcp`, { method, headers, body });
      await response.body?.cancel();
      return { what: method, status: response.status };
    }),
  );
  for (const body of messages) {
    const response = await fetch(`${origin}/mcp`, { method: "POST", headers, body });
    await response.body?.cancel();
    ofMethods.push({ what: `POST ${body}`, status: response.status });
  }
  const opened = await Promise.all(
    addresses.map(async (address) => {
      const response = await fetch(origin + address, { method: "POST", headers, body: list });
      return (await response.text()).includes("getUserDetails") ? [address] : [];
    }),
  );
  const others = ofMethods.filter(({ status }) => status !== 401);
  expect(
    { not401: others.map(({ what, status }) => `${what}: ${status}`), opened: opened.flat() },
    'The server accepted a request without a token, or the answer was not 401. The data of GET are as confidential as the answers of POST. Protect app.all("/mcp"), and not single methods, in protectMcp. Call handleMcp at no other address, and decide the same in development (NODE_ENV).',
  ).toEqual({ not401: [], opened: [] });
});

test("[5.6] takes the token from the Authorization header, and from nowhere else", async () => {
  const { origin } = await startServer();
  const token = await entra.forge.valid(ofAda);
  const answers = await Promise.all(
    placesOf(token).map(async ({ place, address = "/mcp", ...init }) => {
      const response = await fetch(origin + address, { method: "POST", ...init });
      await response.body?.cancel();
      return { place, status: response.status };
    }),
  );
  expect(
    answers.filter(({ status }) => status !== 401).map(({ place, status }) => `${place}: ${status}`),
    "The server took a token from the address, a cookie, another header or the body, or it trusted a header that names a user. Addresses stay in logs and histories, and browsers send cookies with requests of other sites. Take the token only from “Authorization: Bearer …”, in protectMcp.",
  ).toEqual([]);
});

test("[5.6] asks for the token at each request", async () => {
  const server = await startServer();
  const { origin } = server;
  const authorization = `bearer ${await entra.forge.valid(ofAda)}`;
  const first = await fetch(`${origin}/mcp`, { method: "POST", headers: { authorization } });
  await first.body?.cancel();
  const cookie = first.headers.getSetCookie().join("; ");
  const headers = { "mcp-session-id": first.headers.get("mcp-session-id") ?? "1", cookie };
  const again = await fetch(`${origin}/mcp`, { method: "POST", headers });
  await again.body?.cancel();
  const { fate } = await knock(server, undefined);
  expect(
    { isLetIn: first.status !== 401, again: again.status, sameConnection: fate },
    "After a request with a valid token, the server accepted one without a token, by a session ID, a cookie or the connection, or it refused the first one (the letters of “Bearer” may be small). A session ID does not authenticate a client (MCP, security best practices). Check the token of each request, in protectMcp.",
  ).toEqual({ isLetIn: true, again: 401, sameConnection: 401 });
});

test("[5.6] names its own address where it refuses, whatever Host a request names", async () => {
  const { origin } = await startServer();
  const ask = async (path: string, method: string): Promise<string> => {
    const headers = {
      host: "attacker.example",
      "x-forwarded-host": "attacker.example",
      authorization: "Bearer x<b>",
    };
    const request = httpRequest(origin + path, { method, headers });
    request.end();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const body = await response.setEncoding("utf8").reduce((all, part) => `${all}${part}`, "");
    return `${JSON.stringify(response.headers)} ${body}`;
  };
  const texts = [await ask("/mcp", "POST"), await ask(metadataPath, "GET")].join(" ");
  expect(
    { host: texts.includes("attacker.example"), token: texts.includes("x<b>") },
    "The refusal or the metadata contain the request's Host header, or repeat the token. A client that uses this host gets a token for an attacker's server. Use options.resource and challengeHeader, in protectMcp.",
  ).toEqual({ host: false, token: false });
});

test("[5.6] does not blame the token while Entra's keys are out of reach", async () => {
  const written = recordConsole();
  entra.faults.add({ endpoint: "jwks", status: 503 });
  entra.faults.add({ endpoint: "openid-configuration", status: 503 });
  const server = await startServer();
  const token = await entra.forge.valid(ofAda);
  const answer = await knock(server, token);
  expect(
    {
      isServerError: answer.status >= 500,
      challenge: answer.challenge,
      tells: /node_modules|\.ts:\d+|Error:|JSON Web Key/.test(answer.text),
      logged: tells([...server.log, ...written()].join("\n"), { token }),
    },
    "The server could not fetch Entra's keys. Its answer is 401, or it accepted the token without a check, or the answer shows an error's text or stack, or the log has the token. After 401, the client discards a valid token, and its user has to sign in without a need. Throw no TokenRefused for this, in openSignedReader. Answer 503 for each other error of verify, in protectMcp. Do not pass the error to Express, which answers with the stack and the names of your files.",
  ).toEqual({ isServerError: true, challenge: "", tells: false, logged: [] });
});

test("[5.6] keeps callers apart who call at the same time", async () => {
  const server = await startServer();
  const { ada, grace, alan } = seed.users;
  const people = [ada, grace, alan, grace].map(({ id }) => id);
  const tokens = await Promise.all(people.map(async (user) => entra.forge.valid({ ...ofAda, user })));
  await Promise.all(tokens.map(async (token) => callTool(server, token)));
  const named = server.log.flatMap((line) => /user: ([^,\s]+)/.exec(line)?.[1] ?? []);
  expect(
    named.toSorted(),
    "Three users called at the same time, and one got the answer of another user. A variable of the module or of the server has the last caller only. Pass the caller as an argument, in protectMcp. If the log names a user by a name, look at toCaller first.",
  ).toEqual(people.toSorted());
});

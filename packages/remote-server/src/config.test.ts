import { expect, it } from "vitest";
import { readRemoteServerConfig } from "./config.ts";

const good = {
  AZURE_TENANT_ID: "7e4a1b2c-3d4e-4f5a-8b6c-0123456789ab",
  AZURE_CLIENT_ID: "22222222-aaaa-4bbb-8ccc-000000000002",
  AZURE_CLIENT_SECRET: "a~secret~value",
};

it("needs three variables and has a default for the rest", () => {
  const config = readRemoteServerConfig(good);
  expect(config).toMatchObject({
    port: 3001,
    host: "127.0.0.1",
    publicUrl: undefined,
    sessionStore: "memory:",
    logLevel: "info",
    entra: {
      authorityHost: "https://login.microsoftonline.com",
      graphBaseUrl: "https://graph.microsoft.com",
    },
  });
});

it("names every variable that is missing, in one message", () => {
  expect(() => readRemoteServerConfig({})).toThrow(
    /AZURE_TENANT_ID is not set[^]*AZURE_CLIENT_ID is not set[^]*AZURE_CLIENT_SECRET is not set/,
  );
});

it("tells a client secret's ID from its value, without printing either", () => {
  const secretId = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
  const start = () => readRemoteServerConfig({ ...good, AZURE_CLIENT_SECRET: secretId });
  expect(start).toThrow(/AZURE_CLIENT_SECRET has a value that cannot be used.*not its Secret ID/);
  expect(start).not.toThrow(secretId);
});

it.each([
  ["HOST", "0.0.0.0"],
  ["PUBLIC_URL", "https://mcp.example.com"],
])("refuses to fetch documents from this machine for others: %s=%s", (name, value) => {
  const dangerous = { ...good, DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS: "true" };
  expect(readRemoteServerConfig(dangerous).allowLoopbackClientDocuments).toBe(true);
  expect(() => readRemoteServerConfig({ ...dangerous, [name]: value })).toThrow(
    /DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS is true, but .* is not on loopback/,
  );
});

it.each(["70000", "-1", "http", "3001.5"])("refuses PORT=%s and says what a port is", (port) => {
  expect(() => readRemoteServerConfig({ ...good, PORT: port })).toThrow(
    `PORT is "${port}". Expected a port number from 0 (any free one) to 65535, for example PORT=3001`,
  );
});

it("refuses to write Entra's tokens to a disk in clear", () => {
  expect(() => readRemoteServerConfig({ ...good, SESSION_STORE: "sqlite:./sessions.sqlite" })).toThrow(
    /SESSION_ENCRYPTION_KEYS is not set/,
  );
});

it.each(["localhost:3001", "not a url", "ftp://localhost/"])(
  "refuses PUBLIC_URL=%s and says what is expected",
  (value) => {
    expect(() => readRemoteServerConfig({ ...good, PUBLIC_URL: value })).toThrow(
      `PUBLIC_URL is ${JSON.stringify(value)}. Expected the origin`,
    );
  },
);

it.each([
  ["http://localhost:4000/", "http://localhost:4000"],
  ["http://LOCALHOST:80", "http://localhost"],
  ["http://localhost:4000/base", "http://localhost:4000/base"],
  ["http://localhost:4000/Tools/mcp-entra.v2/", "http://localhost:4000/Tools/mcp-entra.v2"],
])("takes PUBLIC_URL=%s for %s", (value, publicUrl) => {
  expect(readRemoteServerConfig({ ...good, PUBLIC_URL: value }).publicUrl).toBe(publicUrl);
});

it.each([
  "/mcp",
  "/base/mcp",
  "/base/sse/",
  "/base?x=1",
  "/base#x",
  "/a/../b",
  "/./a",
  "//base",
  "/b%61se",
  "/ base",
])("refuses a PUBLIC_URL with the path %s", (path) => {
  expect(() => readRemoteServerConfig({ ...good, PUBLIC_URL: `http://localhost:4000${path}` })).toThrow(
    /PUBLIC_URL is .* the path that a gateway adds/,
  );
});

it.each<[string, string[]]>([
  ["User.Read", ["User.Read"]],
  ["Mail.Send User.Read", ["User.Read", "Mail.Send"]],
  ["User.Read,User.ReadBasic.All,, User.Read", ["User.Read", "User.ReadBasic.All"]],
])("takes BASE_SCOPES=%s for %j", (value, baseScopes) => {
  expect(readRemoteServerConfig({ ...good, BASE_SCOPES: value }).baseScopes).toEqual(baseScopes);
});

it.each(["Mail.Send", "User.Read Files.Read", "User.Read offline_access", ",", "user.read"])(
  "refuses BASE_SCOPES=%s and names the scopes that there are",
  (value) => {
    expect(() => readRemoteServerConfig({ ...good, BASE_SCOPES: value })).toThrow(
      /BASE_SCOPES is .*Expected User.Read, and any of User.ReadBasic.All Mail.Send, for example BASE_SCOPES="User.Read User.ReadBasic.All"/,
    );
  },
);

it("refuses CLIENT_METADATA_DOCUMENTS=yes and says what there is", () => {
  expect(() => readRemoteServerConfig({ ...good, CLIENT_METADATA_DOCUMENTS: "yes" })).toThrow(
    /Expected auto, on, or off for a server that cannot reach the internet, for example CLIENT_METADATA_DOCUMENTS=off/,
  );
});

it("takes CLIENT_METADATA_DOCUMENT_HOSTS as names of hosts, and any host without it", () => {
  const hosts = (value?: string) =>
    readRemoteServerConfig({ ...good, ...(value && { CLIENT_METADATA_DOCUMENT_HOSTS: value }) })
      .clientDocumentHosts;
  expect(hosts()).toBeUndefined();
  expect(hosts("claude.ai, vscode.dev")).toEqual(["claude.ai", "vscode.dev"]);
});

it.each(["https://claude.ai", "claude.ai:443", "Claude.ai", "claude.ai/x", "*", ","])(
  "refuses CLIENT_METADATA_DOCUMENT_HOSTS=%s and shows a good value",
  (value) => {
    expect(() => readRemoteServerConfig({ ...good, CLIENT_METADATA_DOCUMENT_HOSTS: value })).toThrow(
      /CLIENT_METADATA_DOCUMENT_HOSTS is .*without scheme and port.*for example .?CLIENT_METADATA_DOCUMENT_HOSTS=.?claude.ai,vscode.dev/,
    );
  },
);

it("refuses keys in two places, and shows neither", () => {
  const keys = Buffer.alloc(32, 1).toString("base64");
  const start = () =>
    readRemoteServerConfig({
      ...good,
      SESSION_ENCRYPTION_KEYS: keys,
      SESSION_ENCRYPTION_KEYS_FILE: "./keys",
    });
  expect(start).toThrow(/SESSION_ENCRYPTION_KEYS and SESSION_ENCRYPTION_KEYS_FILE are both set/);
  expect(start).not.toThrow(keys);
});

it("takes each limit from a variable of its own, and says what it counts when it is no number", () => {
  const config = readRemoteServerConfig({
    ...good,
    LIMIT_PAGES: "1200",
    LIMIT_STREAMS_PER_CLIENT: "3",
    LIMIT_CONNECTIONS_PER_ADDRESS: "5000",
  });
  expect(config).toMatchObject({
    requestLimits: { pages: 1_200, registrations: 50 },
    streamLimits: { perClient: 3, perUser: 20 },
    connectionLimits: { connectionsPerAddress: 5_000, connections: 10_000 },
  });
  expect(() => readRemoteServerConfig({ ...good, LIMIT_PAGES: "0" })).toThrow(
    `LIMIT_PAGES is "0". Expected a whole number from 1 to 999999999: visits to each page of a sign-in of one address in 15 minutes, for example LIMIT_PAGES=300`,
  );
});

import { describe, expect, it } from "vitest";
import { readRemoteServerConfig } from "../config.ts";

const good = {
  AZURE_TENANT_ID: "7e4a1b2c-3d4e-4f5a-8b6c-0123456789ab",
  AZURE_CLIENT_ID: "22222222-aaaa-4bbb-8ccc-000000000002",
  AZURE_CLIENT_SECRET: "a~secret~value",
};
const files = { TLS_CERT_PATH: "./tls.crt", TLS_KEY_PATH: "./tls.key" };
const read = (more: Record<string, string>) => readRemoteServerConfig({ ...good, ...more });
const example = "https://mcp.example.com";

describe("a server that others can reach", () => {
  it.each([
    ["speaks https itself", { ...files, HOST: "0.0.0.0", PUBLIC_URL: example }],
    ["stands behind a proxy that does", { TRUST_PROXY: "10.0.0.0/8", HOST: "0.0.0.0", PUBLIC_URL: example }],
    ["does both", { ...files, TRUST_PROXY: "1", HOST: "::", PUBLIC_URL: example }],
  ])("%s", (_case, variables) => {
    expect(read(variables)).toMatchObject({ publicUrl: example, host: variables.HOST });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      "http for everybody",
      { PUBLIC_URL: "http://mcp.example.com" },
      /PUBLIC_URL is .*sent unencrypted. Expected https/,
    ],
    [
      "http for everybody, behind a proxy",
      { PUBLIC_URL: "http://mcp.example.com", TRUST_PROXY: "1" },
      /sent unencrypted/,
    ],
    [
      "https without a certificate",
      { PUBLIC_URL: example },
      /this server does not serve https.*dev-certs.*TRUST_PROXY/,
    ],
    [
      "an open door without TLS",
      { HOST: "0.0.0.0" },
      /HOST is "0.0.0.0", which other machines can reach.*sent unencrypted/,
    ],
    [
      "an open door without TLS, by name",
      { HOST: "mcp.internal" },
      /HOST is "mcp.internal", which other machines/,
    ],
    ["an open door without a name", { ...files, HOST: "0.0.0.0" }, /HOST is .*PUBLIC_URL is not set/],
    [
      "an open door that calls itself local",
      { TRUST_PROXY: "1", HOST: "0.0.0.0", PUBLIC_URL: "http://localhost:3001" },
      /HOST is .*, but PUBLIC_URL is "http:\/\/localhost:3001". Expected the https origin/,
    ],
    ["http where https is spoken", { ...files, PUBLIC_URL: "http://localhost:3001" }, /speaks https only/],
    ["a proxy without a name", { TRUST_PROXY: "1" }, /TRUST_PROXY is set, but PUBLIC_URL is not/],
    [
      "a certificate without its key",
      { TLS_CERT_PATH: "./tls.crt" },
      /TLS_CERT_PATH is set, but TLS_KEY_PATH is not/,
    ],
    [
      "a key without its certificate",
      { TLS_KEY_PATH: "./tls.key" },
      /TLS_KEY_PATH is set, but TLS_CERT_PATH is not/,
    ],
  ])("does not start with %s", (_case, variables, message) => {
    expect(() => read(variables)).toThrow(message);
  });
});

describe("TRUST_PROXY", () => {
  it.each([
    ["1", 1],
    ["9", 9],
    ["10.1.2.3", ["10.1.2.3"]],
    ["10.0.0.0/8, fd00::/8", ["10.0.0.0/8", "fd00::/8"]],
    ["loopback,uniquelocal", ["loopback", "uniquelocal"]],
  ])("can be %s", (value, expected) => {
    expect(read({ TRUST_PROXY: value, PUBLIC_URL: example }).trustProxy).toEqual(expected);
  });

  it.each([
    "true",
    "0",
    "10",
    "-1",
    "*",
    "0.0.0.0/0",
    "::/0",
    "10.0.0.0/33",
    "10.0.0",
    "proxy.example",
    "10.0.0.1,,",
  ])("cannot be %s", (value) => {
    expect(() => read({ TRUST_PROXY: value, PUBLIC_URL: example })).toThrow(
      /TRUST_PROXY is .*Expected the addresses or networks .*never “true”/,
    );
  });
});

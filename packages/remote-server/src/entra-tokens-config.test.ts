import { describe, expect, it } from "vitest";
import { readRemoteServerConfig } from "./config.ts";
import { entraTokensWarnings } from "./entra-tokens-config.ts";

const id = "8c1b7d52-0f3e-4a6b-b1c9-2d4e6f8a0b13";
const common = { AZURE_TENANT_ID: id, AZURE_CLIENT_ID: id, AZURE_CLIENT_SECRET: "a secret" };
const entra = { ...common, AUTHORIZATION_SERVER: "entra" };

describe("AUTHORIZATION_SERVER", () => {
  it("is self unless it is set: nothing changes for those who have a server", () => {
    expect(readRemoteServerConfig(common)).toMatchObject({ authorizationServer: "self" });
  });

  it("entra lets the clients in that are named, and no applications", () => {
    const named = { ENTRA_ALLOWED_CLIENTS: `,${id.toUpperCase()}, aebc6443-996d-45c2-90f0-388ff96faa56,` };
    expect(readRemoteServerConfig({ ...entra, ...named })).toMatchObject({
      authorizationServer: "entra",
      allowedClients: [id, "aebc6443-996d-45c2-90f0-388ff96faa56"],
      allowsApplications: false,
      hasMetadataFacade: false,
      identifierUri: undefined,
    });
  });

  it("entra without clients starts, lets no client in, and says so", () => {
    const config = readRemoteServerConfig(entra);
    expect(config.allowedClients).toEqual([]);
    expect(entraTokensWarnings(config)).toEqual([expect.stringContaining("no client has access")]);
    expect(entraTokensWarnings({ ...config, allowedClients: [id] })).toEqual([]);
    expect(entraTokensWarnings({ ...config, authorizationServer: "self" })).toEqual([]);
  });

  it.each([
    ["ENTRA_ALLOWED_CLIENTS", id],
    ["ENTRA_ALLOW_APP_ONLY", "false"],
    ["ENTRA_METADATA_FACADE", "true"],
    ["ENTRA_IDENTIFIER_URI", "https://mcp.example.com/mcp"],
    ["LIMIT_KEPT_TOKENS", "100"],
  ])("self refuses %s, which has no meaning there", (name, value) => {
    expect(() => readRemoteServerConfig({ ...common, [name]: value })).toThrow(
      `AUTHORIZATION_SERVER is self, but ${name} has a meaning with AUTHORIZATION_SERVER=entra only.`,
    );
  });

  it.each([
    ["CLIENT_METADATA_DOCUMENTS", "on"],
    ["CLIENT_METADATA_DOCUMENT_HOSTS", "claude.ai"],
    ["DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS", "false"],
    ["LIMIT_REGISTRATIONS", "5"],
    ["LIMIT_PAGES", "5"],
    ["LIMIT_TOKEN_REQUESTS", "5"],
    ["LIMIT_UNUSED_CLIENTS", "5"],
    ["LIMIT_PENDING_SIGN_INS", "5"],
  ])("entra refuses %s, which has no meaning there", (name, value) => {
    expect(() => readRemoteServerConfig({ ...entra, [name]: value })).toThrow(
      `AUTHORIZATION_SERVER is entra, but ${name} has a meaning with AUTHORIZATION_SERVER=self only.`,
    );
  });

  it("treats a variable that contains only blanks as not set", () => {
    const blank = { ENTRA_ALLOWED_CLIENTS: " ", LIMIT_KEPT_TOKENS: "" };
    expect(readRemoteServerConfig({ ...common, ...blank })).toMatchObject({ authorizationServer: "self" });
  });

  it.each([
    ["AUTHORIZATION_SERVER", "azure"],
    ["ENTRA_ALLOWED_CLIENTS", "vscode"],
    ["ENTRA_ALLOW_APP_ONLY", "yes"],
    ["ENTRA_METADATA_FACADE", "1"],
    ["ENTRA_IDENTIFIER_URI", "https://mcp.example.com/"],
    ["ENTRA_IDENTIFIER_URI", "api://"],
    ["ENTRA_IDENTIFIER_URI", "mcp.example.com"],
    ["ENTRA_IDENTIFIER_URI", "http://mcp.example.com/mcp"],
  ])("%s=%s is refused with what was expected", (name, value) => {
    expect(() => readRemoteServerConfig({ ...entra, [name]: value })).toThrow(
      new RegExp(`${name} is .*Expected .*for example`),
    );
  });
});

import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../errors/errors.ts";
import { readEntraConfig } from "./entra-config.ts";

const tenant = "3F2C6A1E-7b84-4d59-9e0a-5c1d8b7f2e64";
const client = "8c1b7d52-0f3e-4a6b-b1c9-2d4e6f8a0b13";
const minimal = { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client };
const loopback = { AZURE_AUTHORITY_HOST: "https://localhost:8443", GRAPH_BASE_URL: "https://127.0.0.1:8443" };

describe("the configuration that both servers share", () => {
  it("needs two GUIDs; Entra and Graph are Microsoft's unless told otherwise", () => {
    expect(readEntraConfig(minimal)).toEqual({
      tenantId: tenant.toLowerCase(),
      clientId: client,
      authorityHost: "https://login.microsoftonline.com",
      graphBaseUrl: "https://graph.microsoft.com",
      developmentCaFile: undefined,
    });
  });

  it("takes origins with a trailing slash and values with spaces around them", () => {
    const config = readEntraConfig({
      AZURE_TENANT_ID: ` ${tenant} `,
      AZURE_CLIENT_ID: client,
      AZURE_AUTHORITY_HOST: "https://localhost:8443/",
      GRAPH_BASE_URL: " https://localhost:8444 ",
    });
    expect(config).toMatchObject({
      tenantId: tenant.toLowerCase(),
      authorityHost: "https://localhost:8443",
      graphBaseUrl: "https://localhost:8444",
    });
  });

  it("says everything that is wrong at once: variable, what was found, what is expected", () => {
    expect(messageFor({ AZURE_CLIENT_ID: "my-client", AZURE_AUTHORITY_HOST: "http://localhost:8080" })).toBe(
      `The configuration cannot be used:
  AZURE_TENANT_ID is not set. Expected the Directory (tenant) ID of your app registration, a GUID (not a domain, not “common”), for example AZURE_TENANT_ID=3f2c6a1e-7b84-4d59-9e0a-5c1d8b7f2e64
  AZURE_CLIENT_ID is "my-client". Expected the Application (client) ID of your app registration, a GUID, for example AZURE_CLIENT_ID=8c1b7d52-0f3e-4a6b-b1c9-2d4e6f8a0b13
  AZURE_AUTHORITY_HOST is "http://localhost:8080". Expected the https origin of the Entra sign-in service, without a path, for example AZURE_AUTHORITY_HOST=https://login.microsoftonline.com
Set this in the environment or in a .env file; .env.example describes every variable.`,
    );
  });

  it("takes an empty value, as .env templates have it, for one that is not set", () => {
    expect(messageFor({ ...minimal, AZURE_TENANT_ID: " " })).toContain("AZURE_TENANT_ID is not set.");
  });

  it.each(["common", "organizations", "consumers", "contoso.onmicrosoft.com"])(
    "refuses the tenant %j, which is no single directory by its ID",
    (value) => {
      expect(messageFor({ ...minimal, AZURE_TENANT_ID: value })).toContain(
        `AZURE_TENANT_ID is "${value}". Expected the Directory (tenant) ID`,
      );
    },
  );

  it.each([
    ["AZURE_AUTHORITY_HOST", "https://login.microsoftonline.com/common"],
    ["AZURE_AUTHORITY_HOST", "https://login.microsoftonline.com?tenant=x"],
    ["AZURE_AUTHORITY_HOST", "login.microsoftonline.com"],
    ["GRAPH_BASE_URL", "https://graph.microsoft.com/v1.0"],
    ["GRAPH_BASE_URL", "http://localhost:8080"],
  ])("refuses %s=%s: an https origin without a path is expected", (name, value) => {
    expect(messageFor({ ...minimal, [name]: value })).toContain(
      `${name} is "${value}". Expected the https origin`,
    );
  });
});

describe("a development CA", () => {
  it("is accepted when Entra and Graph are both on loopback", () => {
    expect(readEntraConfig({ ...minimal, ...loopback, MOCK_ENTRA_CA: "ca.pem" }).developmentCaFile).toBe(
      "ca.pem",
    );
  });

  it.each([
    ["AZURE_AUTHORITY_HOST", "https://login.microsoftonline.com"],
    ["AZURE_AUTHORITY_HOST", "https://localhost.example.com"],
    ["GRAPH_BASE_URL", "https://graph.microsoft.com"],
    ["GRAPH_BASE_URL", "https://127.0.0.1.example.com"],
  ])("cannot vouch for %s=%s: its holder would sit between this server and Microsoft", (name, value) => {
    const environment = { ...minimal, ...loopback, MOCK_ENTRA_CA: "ca.pem", [name]: value };
    expect(messageFor(environment)).toBe(
      `MOCK_ENTRA_CA is set, but ${name} is "${value}". A development CA is accepted only when Entra and Graph are both on loopback. Remove MOCK_ENTRA_CA, or point ${name} at the mock, for example ${name}=https://localhost:8443`,
    );
  });
});

function messageFor(environment: Record<string, string>): string {
  try {
    readEntraConfig(environment);
  } catch (error) {
    if (error instanceof ConfigurationError && error.code === "configuration_invalid") return error.message;
    throw error;
  }
  throw new Error("The configuration was accepted.");
}

import { describeFatalError } from "@mcp-entra/auth-core";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { expect, it } from "vitest";
import { startTestServer } from "./support/test-server.ts";

useMockEntra();

/** The output of main.ts for a start with these variables. */
async function lastWords(variables: Record<string, string>): Promise<string> {
  return startTestServer(variables).then(() => "It started.", describeFatalError);
}

/** No program listens there: IANA has given this port to no service, and the system gives it to no program that asks for any free one. */
const closedPort = 10;

it.each<[string, Record<string, string>, RegExp]>([
  [
    "a client id that is no GUID",
    { AZURE_CLIENT_ID: "my-app" },
    /AZURE_CLIENT_ID is "my-app". Expected .*GUID/,
  ],
  [
    "a tenant that Entra does not know",
    { AZURE_TENANT_ID: "00000000-1111-4222-8333-444444444444" },
    /AZURE_TENANT_ID is "00000000-.* does not know this tenant \(AADSTS90002\)/,
  ],
  [
    "an address that others can reach",
    { HOST: "0.0.0.0" },
    /HOST is "0.0.0.0", which other machines can reach/,
  ],
  [
    "a certificate that is not there",
    { TLS_CERT_PATH: "./no.crt", TLS_KEY_PATH: "./no.key" },
    /TLS_CERT_PATH is ".\/no.crt", but there is no such file. Expected a PEM file/,
  ],
])("a server does not start with %s, and one clear message says so", async (_case, variables, message) => {
  const said = await lastWords(variables);
  expect(said).toMatch(message);
  expect(said).not.toMatch(/^\s+at /m);
});

it("a server does not start with an unreachable authority, and one clear message says so", async () => {
  const address = `https://localhost:${closedPort}`;
  const said = await lastWords({ AZURE_AUTHORITY_HOST: address, GRAPH_BASE_URL: address });
  expect(said).toContain(`AZURE_AUTHORITY_HOST is "${address}", but no server answers there (ECONNREFUSED)`);
  expect(said).not.toMatch(/^\s+at /m);
});

import assert from "node:assert/strict";
import { ConfidentialClientApplication } from "@azure/msal-node";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { seed } from "@mcp-entra/mock-entra/seed";

const { AUTHORITY_HOST: authorityHost, GRAPH_BASE_URL: graph, MOCK_ENTRA_URL: mock } = process.env;
const { appId, secret, redirectUri } = seed.applications.remote;

// Your program, with the addresses from its environment. MSAL asks the real cloud about an unknown authority, unless
// `knownAuthorities` names it.
const application = new ConfidentialClientApplication({
  auth: {
    clientId: appId,
    clientSecret: secret,
    authority: `${authorityHost}/${seed.tenant.id}`,
    knownAuthorities: [new URL(authorityHost).host],
  },
});

// Your test: a person signs in.
const request = { scopes: ["User.Read"], redirectUri };
const browser = createHttpBrowser({ stopBefore: redirectUri });
const page = await browser.visit(await application.getAuthCodeUrl(request));
const { url } = await signIn(browser, page, seed.users.ada);
const code = new URL(url).searchParams.get("code");
const { accessToken } = await application.acquireTokenByCode({ ...request, code });
const me = await fetch(`${graph}/v1.0/me`, { headers: { authorization: `Bearer ${accessToken}` } });
assert.equal((await me.json()).displayName, "Ada Lovelace");

// The requests to Entra. A web page cannot send this header.
const trace = await fetch(`${mock}/_mock/trace`, { headers: { "x-mock-entra-control": "1" } });
const { entries } = await trace.json();
assert.deepEqual(
  entries.filter(({ error }) => error !== null),
  [],
);
process.stdout.write("Ada has signed in.\n");

import { seed } from "@mcp-entra/mock-entra";
import { foreignEnvironment } from "@mcp-entra/workshop/attacks";
import { expect, test } from "vitest";
import { useEntra } from "./support/entra.ts";
import { fatesOf, startServer } from "./support/test-server.ts";
import { api, client, ofAda, otherClient, tokenWith } from "./support/tokens.ts";

const entra = useEntra({ tokensEnd: "late" });
const graph = "00000003-0000-0000-c000-000000000000";

test("[5.3] lets in a token for this API, of each client that is allowed", async () => {
  const server = await startServer();
  const tokens = [
    await entra.forge.valid(ofAda),
    await entra.forge.valid({ ...ofAda, client: otherClient.appId }),
  ];
  expect(
    await fatesOf(server, tokens),
    "The server refuses a token for this API, of a client in allowedClients. aud is the client ID of this API, and azp is the client that got the token. Compare aud with clientId, and azp with allowedClients, in checkAudience.",
  ).toEqual(["let in"]);
});

test("[5.3] refuses a token for another application", async () => {
  const { local, remote } = seed.applications;
  const audiences = [local.appId, remote.appId, client.appId, graph, "https://graph.microsoft.com"];
  const tokens = [
    await entra.forge.audience(ofAda),
    ...(await Promise.all(audiences.map(async (aud) => tokenWith(entra, { aud })))),
  ];
  expect(
    await fatesOf(await startServer(), tokens),
    "The server accepted a token for another application. So each other application that has a token of your user can call your server. Compare aud with your own client ID, in checkAudience.",
  ).toEqual([401]);
});

test("[5.3] refuses an audience that only looks like yours", async () => {
  const audiences = [
    `${api.appId}0`,
    `0${api.appId}`,
    api.appId.slice(0, -1),
    api.appId.slice(0, 8),
    `api://attacker.example/${api.appId}`,
    `https://attacker.example/?${api.appId}`,
    [client.appId, graph],
  ];
  const tokens = await Promise.all(audiences.map(async (aud) => tokenWith(entra, { aud })));
  expect(
    await fatesOf(await startServer(), tokens),
    "The server accepted an audience that is only similar to yours: a part of it is the same. Compare the whole text of aud, in checkAudience.",
  ).toEqual([401]);
});

test("[5.3] refuses a token that names no audience", async () => {
  const audiences = [undefined, null, "", [], {}, true];
  const tokens = await Promise.all(audiences.map(async (aud) => tokenWith(entra, { aud })));
  expect(
    await fatesOf(await startServer(), tokens),
    "The server accepted a token that names no audience. Refuse a token without this claim. Accept only your own client ID, in checkAudience.",
  ).toEqual([401]);
});

test("[5.3] refuses a token of a client that is not allowed", async () => {
  foreignEnvironment();
  const { local, remote } = seed.applications;
  const clients = [local.appId, remote.appId, api.appId];
  const tokens = await Promise.all(
    clients.map(async (each) => entra.forge.valid({ ...ofAda, client: each })),
  );
  // The command line, PowerShell and Visual Studio of Microsoft, and clients that have authenticated to Entra.
  const others = [
    { azp: undefined, appid: client.appId },
    { azp: "1950a258-227b-4e31-a9cf-717495945fc2" },
    { azp: "872cd9fa-d31f-45e0-9eab-6e460a02d1f1" },
    { azp: "de8bc8b5-d9f9-48b1-a8ad-b748da725064" },
    { azp: local.appId, appid: client.appId, client_id: client.appId },
    { azp: "04b07795-8ddb-461a-bbee-02f9e1bf7b46" },
    { azp: remote.appId, azpacr: "1" },
    { azp: remote.appId, azpacr: "2" },
  ];
  tokens.push(...(await Promise.all(others.map(async (claims) => tokenWith(entra, claims)))));
  expect(
    await fatesOf(await startServer(), tokens),
    "The server accepted a token of a client that is not in allowedClients. Users can consent to a malicious client, and it then calls your tools in their name. Compare azp, and no other claim, with the list, in checkAudience, also in development (NODE_ENV).",
  ).toEqual([401]);
});

test("[5.3] refuses a client that only looks like an allowed one", async () => {
  const names = [
    `${client.appId}0`,
    client.appId.slice(0, -1),
    `${client.appId},${otherClient.appId}`,
    undefined,
    null,
    "",
    {},
  ];
  const tokens = await Promise.all(names.map(async (azp) => tokenWith(entra, { azp })));
  expect(
    await fatesOf(await startServer(), tokens),
    "The server accepted an azp that is only similar to an allowed client, or a token without azp. Compare whole IDs: allowedClients is a list. If you make a text of it, includes() finds parts. Look at checkAudience.",
  ).toEqual([401]);
});

test("[5.3] lets no client in where none is allowed", async () => {
  const server = await startServer({ allowedClients: [] });
  const tokens = [await entra.forge.valid(ofAda), await tokenWith(entra, { azp: undefined })];
  expect(
    await fatesOf(server, tokens),
    "allowedClients is empty, and the server accepted a client. If an operator forgets the list, not every client of the tenant may come in. An empty list means “no client”, in checkAudience.",
  ).toEqual([401]);
});

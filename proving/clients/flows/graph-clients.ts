import { HttpMethod, RequestInformation } from "@microsoft/kiota-abstractions";
import { AzureIdentityAuthenticationProvider } from "@microsoft/kiota-authentication-azure";
import { FetchRequestAdapter } from "@microsoft/kiota-http-fetchlibrary";
import { Client } from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";
import { expect } from "vitest";
import type { ClientFlow, Mock } from "../client-flow.ts";
import { signInToCredential } from "./azure-identity.ts";
import { ada } from "./signed-in.ts";

const scopes = ["https://graph.microsoft.com/User.Read"];

async function graphClient(mock: Mock): Promise<void> {
  const client = Client.initWithMiddleware({
    authProvider: new TokenCredentialAuthenticationProvider(await signInToCredential(mock), { scopes }),
    baseUrl: mock.graph,
    customHosts: new Set([new URL(mock.graph).hostname]),
  });
  expect(await client.api("/me").select("id,displayName").get()).toMatchObject({
    id: ada.id,
    displayName: "Ada Lovelace",
  });
  await expect(client.api("/users/unknown@nowhere.example").get()).rejects.toMatchObject({
    code: "Request_ResourceNotFound",
  });
}

/** The requests of a generated client. The generated code itself contains only the paths. */
async function kiota(mock: Mock): Promise<void> {
  const credential = await signInToCredential(mock);
  const hosts = new Set([new URL(mock.graph).hostname]);
  const authentication = new AzureIdentityAuthenticationProvider(credential, scopes, undefined, hosts);
  const adapter = new FetchRequestAdapter(authentication);
  adapter.baseUrl = `${mock.graph}/v1.0`;
  const request = new RequestInformation(HttpMethod.GET, "{+baseurl}/me{?%24select}", {
    "%24select": ["id", "displayName"],
  });
  const answer = await adapter.sendPrimitive<ArrayBuffer>(request, "ArrayBuffer", undefined);
  expect(JSON.parse(Buffer.from(answer ?? new ArrayBuffer()).toString())).toMatchObject({
    id: ada.id,
    displayName: "Ada Lovelace",
  });
}

const places = ["in process", "served"] as const;

export const graphClientFlows: ClientFlow[] = [
  {
    dependency: "@microsoft/microsoft-graph-client",
    places,
    flow: "/me with a credential of @azure/identity",
    run: graphClient,
  },
  {
    dependency: "@microsoft/kiota-http-fetchlibrary",
    places,
    flow: "/me with kiota-authentication-azure (Kiota)",
    run: kiota,
  },
];

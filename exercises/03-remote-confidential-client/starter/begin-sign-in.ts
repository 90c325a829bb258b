import { ConfidentialClientApplication } from "@azure/msal-node";
import type { AuthorizationParams } from "@modelcontextprotocol/sdk/server/auth/provider.js";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Response } from "express";
import type { ProviderContext, ProviderOptions } from "./provider-context.ts";

/** MSAL, as the application that these options name. */
export function createEntraClient(options: ProviderOptions): ConfidentialClientApplication {
  // TODO 3.1: name the secret and your organization too.
  return new ConfidentialClientApplication({ auth: { clientId: options.clientId, clientSecret: "not yet" } });
}

/** Sends the browser to Entra. The SDK has checked the client and its redirect URI. */
export async function beginSignIn(
  context: ProviderContext,
  client: OAuthClientInformationFull,
  params: AuthorizationParams,
  response: Response,
): Promise<void> {
  // TODO 3.1: remember this sign-in, tie it to the browser, and send the browser to Entra's sign-in page.
  response.status(501).send("Not written yet.");
}

import { type ForgeRequest, type MockEntra, seed } from "../../src/index.ts";
import { type Parameters, postToken, type WireAnswer } from "./protocol.ts";

const { api, client } = seed.applications;
const { ada } = seed.users;

/** Ada calls the seed's API with the seed's client. */
export const callOfAda: ForgeRequest = {
  audience: api.appId,
  user: ada.userPrincipalName,
  client: client.appId,
  scopes: [api.scopes.toolsRead],
};

/** The API sends the token of its caller. */
export function onBehalfOf(
  assertion: string,
  parameters: Parameters = {},
  options: { tenant?: string } = {},
): Promise<WireAnswer> {
  return postToken(
    {
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      client_id: api.appId,
      client_secret: api.secret,
      assertion,
      scope: "https://graph.microsoft.com/User.Read",
      requested_token_use: "on_behalf_of",
      ...parameters,
    },
    options,
  );
}

/** Removes the consents for the API, as an administrator does in Enterprise applications. */
export function withdrawConsent({ directory }: MockEntra, appId: string): void {
  const principal = directory.findServicePrincipal(appId);
  directory.oauth2PermissionGrants = directory.oauth2PermissionGrants.filter(
    ({ clientId }) => clientId !== principal?.id,
  );
}

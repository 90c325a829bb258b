import { Client, GraphError } from "@microsoft/microsoft-graph-client";
import { type MockEntra, seed } from "../../src/index.ts";
import { appOnlyToken, tokenWith } from "./graph.ts";

function clientFor(token: string): Client {
  return Client.init({
    authProvider: (done) => {
      done(null, token);
    },
  });
}

const everything =
  "Application.ReadWrite.All DelegatedPermissionGrant.ReadWrite.All AppRoleAssignment.ReadWrite.All Directory.Read.All";

/** The unmodified Graph client, for an administrator who may do everything here. */
export async function administratorClient(entra: MockEntra): Promise<Client> {
  return clientFor(await tokenWith(entra, everything, seed.users.grace));
}

/** The unmodified Graph client, for a user with these delegated permissions. */
export async function userClient(
  entra: MockEntra,
  scopes: string = everything,
  user: { userPrincipalName: string; password: string } = seed.users.ada,
): Promise<Client> {
  return clientFor(await tokenWith(entra, scopes, user));
}

/** The unmodified Graph client, for the remote application that acts as itself. */
export async function applicationClient(entra: MockEntra, role: string): Promise<Client> {
  return clientFor(await appOnlyToken(entra, role));
}

/** What Graph refused it with; fails the test when it did not. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ status: number; code: string | null; message: string }> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GraphError))
    throw new Error(`Expected a refusal of Graph's, but got ${String(error)}`);
  return { status: error.statusCode, code: error.code, message: error.message };
}

export const forbidden = {
  status: 403,
  code: "Authorization_RequestDenied",
  message: "Insufficient privileges to complete the operation.",
};

/** A new registration with its service principal. */
export async function registered(
  client: Client,
  body: Record<string, unknown> = {},
): Promise<{ id: string; appId: string; principalId: string }> {
  const { id, appId } = await client.api("/applications").post({ displayName: "Night watch", ...body });
  const principal = await client.api("/servicePrincipals").post({ appId });
  return { id, appId, principalId: principal.id };
}

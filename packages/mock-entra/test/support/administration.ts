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

/** The unmodified Graph client of an administrator with all permissions for these tests. */
export async function administratorClient(entra: MockEntra): Promise<Client> {
  return clientFor(await tokenWith(entra, everything, seed.users.grace));
}

/** The unmodified Graph client of a user with these delegated permissions. */
export async function userClient(
  entra: MockEntra,
  scopes: string = everything,
  user: { userPrincipalName: string; password: string } = seed.users.ada,
): Promise<Client> {
  return clientFor(await tokenWith(entra, scopes, user));
}

/** The unmodified Graph client of the remote application itself. */
export async function applicationClient(entra: MockEntra, role: string): Promise<Client> {
  return clientFor(await appOnlyToken(entra, role));
}

/** The error with which Graph refused. The test fails if Graph did not refuse. */
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

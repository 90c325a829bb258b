import { z } from "zod";
import { recordSignIn } from "../authorize/sessions.ts";
import { InvalidInputError } from "../control/parse-input.ts";
import type { Application, ServicePrincipal, User } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { accessTokenLifetime } from "../state/lifetimes.ts";
import type { TokenSubject } from "../tokens/token-subject.ts";

export const forgeRequestSchema = z.strictObject({
  audience: z.string(),
  user: z.string(),
  client: z.exactOptional(z.string()),
  scopes: z.exactOptional(z.array(z.string().min(1))),
  secondFactor: z.exactOptional(z.boolean()),
});

/** The user of the token, and its API. */
export interface ForgeRequest {
  /** The API: its `appId` or an App ID URI. Its `requestedAccessTokenVersion` has to be 2. */
  audience: string;
  /** Object id or user principal name. */
  user: string;
  /** `appId` of the application that calls the API; by default any other one of the directory. */
  client?: string;
  /** Values for `scp`; by default every scope of the API. No consent is needed. */
  scopes?: string[];
  /** The token's sign-in had a second factor, so policies accept it in an on-behalf-of request. */
  secondFactor?: boolean;
}

export interface ForgeSubject extends TokenSubject {
  api: Application;
  resource: ServicePrincipal;
}

/** @throws InvalidInputError for an API, user or client that the directory does not have */
export function resolveForgeRequest(exchange: Exchange, request: ForgeRequest): ForgeSubject {
  const { state } = exchange;
  const { directory } = state;
  const { api, resource } = findApi(directory, request.audience);
  const application = findClient(directory, api, request.client);
  const user = findUser(directory, request.user);
  const scopes = request.scopes ?? resource.oauth2PermissionScopes.map(({ value }) => value);
  return {
    api,
    resource,
    application,
    tenant: directory.tenant,
    user,
    scopes: {
      asked: scopes,
      resource,
      resourceName: api.identifierUris[0] ?? api.appId,
      values: scopes,
    },
    granted: scopes.length > 0 ? scopes : ["access_as_user"],
    sessionId: recordSignIn(exchange, user, request.secondFactor ? ["pwd", "mfa"] : ["pwd"]),
    nonce: undefined,
    showsSignInTime: false,
    clientAuthentication: "0",
    accessTokenSeconds: accessTokenLifetime(state.lifetimes.get(application.appId) ?? {}, state.random),
  };
}

type DirectoryOf = Exchange["state"]["directory"];

function findApi(directory: DirectoryOf, audience: string) {
  const resource = directory.findServicePrincipal(audience);
  const api = directory.findApplication(resource?.appId ?? audience);
  if (!resource || !api) {
    const known = directory.applications.map(({ appId }) => appId).join(", ");
    throw new InvalidInputError(`forge.audience: found "${audience}". Expected an application: ${known}.`);
  }
  if (api.api.requestedAccessTokenVersion !== 2) {
    throw new InvalidInputError(
      `forge.audience: "${api.displayName}" gets version 1 tokens. Expected an API whose api.requestedAccessTokenVersion is 2.`,
    );
  }
  return { api, resource };
}

function findUser(directory: DirectoryOf, name: string): User {
  const user = directory.findUser(name);
  if (user) return user;
  const known = directory.users.map(({ userPrincipalName }) => userPrincipalName).join(", ");
  throw new InvalidInputError(`forge.user: found "${name}". Expected one of ${known}.`);
}

function findClient(directory: DirectoryOf, api: Application, appId?: string): Application {
  const { applications } = directory;
  if (appId === undefined) return applications.find((application) => application !== api) ?? api;
  const client = directory.findApplication(appId);
  if (client) return client;
  const known = applications.map((application) => application.appId).join(", ");
  throw new InvalidInputError(`forge.client: found "${appId}". Expected one of ${known}.`);
}

import {
  InvalidRequestError,
  InvalidTargetError,
  OAuthError,
  UnsupportedResponseTypeError,
} from "../../http/older-sdk.ts";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import express, { type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import { sendMessagePage, sendPage } from "../../pages/send-page.ts";
import { ClientDocumentError } from "../clients/client-id-metadata/client-document-error.ts";
import { unknownClientPage } from "../clients/unknown-client-page.ts";
import type { AuthorizationParams } from "../consent/authorization-request.ts";
import { isLoopbackHost } from "@mcp-entra/auth-core";
import { stoppedPage } from "../consent/stopped-page.ts";
import { authorizationErrorUrl } from "../consent/authorization-response.ts";
import { accountChoiceIn } from "../rules/account-choice.ts";
import type { Endpoints } from "../rules/endpoints.ts";
import type { EntraIdServerAuthProvider } from "../entra-id-server-auth-provider.ts";
import { registeredRedirectUri } from "../rules/redirect-uris.ts";
import { withoutEmptyValues } from "../rules/without-empty-values.ts";

/**
 * Anybody can cause a question, and it is stored until it is answered. So each part of it has a maximum size.
 */
const text = z.string().max(2_000);

// defence:15-authorize
/** Each parameter once (RFC 6749 §3.1): of two values, one part of a system may check the first and another use the second. */
const parameters = z.object({
  client_id: text,
  redirect_uri: text.optional(),
  response_type: text.optional(),
  code_challenge: text.optional(),
  code_challenge_method: text.optional(),
  scope: text.optional(),
  // defence:53-state
  state: text.optional(),
  resource: text.optional(),
  prompt: text.optional(),
  login_hint: text.optional(),
});

type AuthorizeParameters = z.output<typeof parameters>;

/**
 * `/authorize`. We do not use the SDK's handler: it ignores user name and fragment when it compares loopback
 * addresses, accepts repeated parameters, puts raw validation output into redirects, and sends errors without
 * `iss`.
 *
 * Until we know that client and redirect URI belong together, we redirect nowhere: the user sees a page.
 */
export function authorizeRoute(
  provider: Pick<EntraIdServerAuthProvider, "authorize" | "clientsStore">,
  { issuer }: Endpoints,
  networkOf: (request: Request) => string,
): Router {
  const authorize: RequestHandler = async (request, response) => {
    const source: unknown = request.method === "POST" ? request.body : request.query;
    const asked = parameters.safeParse(withoutEmptyValues(source ?? {})).data;
    const client =
      asked === undefined ? undefined : await findClient(provider, asked.client_id, networkOf(request));
    if (asked === undefined) {
      return sendMessagePage(response, 400, "This sign-in link is not valid", unreadable);
    }
    if (client === undefined) {
      return sendPage(response, 400, "This server does not know the program", unknownClientPage());
    }
    if (client instanceof ClientDocumentError) return sendDocumentProblem(response, client);
    const redirectUri = registeredRedirectUri(client, asked.redirect_uri);
    if (redirectUri === undefined) {
      return sendMessagePage(response, 400, "This sign-in link is not valid", badRedirect);
    }
    response.set("Cache-Control", "no-store");
    try {
      await provider.authorize(client, toAuthorizationParams(asked, redirectUri), response);
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      const redirect = { redirectUri, clientState: asked.state, issuer };
      sendError(response, error, authorizationErrorUrl(redirect, error.errorCode, error.message));
    }
  };
  const parseBody = express.urlencoded({ extended: false, limit: "16kb" });
  return Router().get("/", authorize).post("/", parseBody, authorize);
}

/** To a program on this machine directly; to a web site only if the user wants it. */
function sendError(response: Response, { message }: OAuthError, answerUrl: string): void {
  // defence:50
  if (!isLoopbackHost(new URL(answerUrl).hostname))
    return sendPage(response, 400, "This sign-in was stopped", stoppedPage(message, answerUrl));
  response.redirect(answerUrl);
}

/**
 * If a client's metadata document cannot be used, the user sees the problem. It is not an error of the
 * server.
 */
async function findClient(
  { clientsStore }: Pick<EntraIdServerAuthProvider, "clientsStore">,
  clientId: string,
  askedFrom: string,
): Promise<OAuthClientInformationFull | ClientDocumentError | undefined> {
  try {
    return await clientsStore.getClient(clientId, askedFrom);
  } catch (error) {
    if (error instanceof ClientDocumentError) return error;
    throw error;
  }
}

function sendDocumentProblem(
  response: Response,
  { isTemporary, remedy, message }: ClientDocumentError,
): void {
  if (isTemporary) response.set("Retry-After", "5");
  const status = isTemporary ? 503 : 400;
  sendMessagePage(response, status, "This client cannot be identified", `${message} ${advice[remedy]}`);
}

const advice = {
  "try again": "Start again from your MCP client.",
  "ask the operator": "Ask the operator of this server to add the site to CLIENT_METADATA_DOCUMENT_HOSTS.",
  "ask the makers": "Start again from your MCP client, or ask the people who make it.",
  register:
    "If this server cannot reach the internet, ask its operator to set CLIENT_METADATA_DOCUMENTS=off. Then remove this server in your MCP client and add it again: the client registers.",
} as const;

/**
 * @throws OAuthError that may go to the redirect URI: we know now that client and address belong together.
 */
function toAuthorizationParams(asked: AuthorizeParameters, redirectUri: string): AuthorizationParams {
  if (asked.response_type !== "code") throw new UnsupportedResponseTypeError("response_type: expected code");
  // defence:13-method Without a challenge, a thief can redeem a stolen code. With “plain”, the URL contains
  // the verifier.
  if (asked.code_challenge_method !== "S256") {
    throw new InvalidRequestError("code_challenge and code_challenge_method=S256 are required (RFC 7636)");
  }
  if (asked.resource !== undefined && !URL.canParse(asked.resource)) {
    throw new InvalidTargetError("resource: expected an absolute URI (RFC 8707)");
  }
  return {
    redirectUri,
    account: accountChoiceIn(asked),
    // The provider checks its form, and so refuses a missing challenge as well.
    codeChallenge: asked.code_challenge ?? "",
    ...(asked.state === undefined ? {} : { state: asked.state }),
    ...(asked.scope === undefined ? {} : { scopes: asked.scope.split(" ") }),
    ...(asked.resource === undefined ? {} : { resource: new URL(asked.resource) }),
  };
}

const unreadable =
  "The link has no client_id, it has a parameter twice, or a parameter has more than 2,000 characters. Start again from your MCP client.";
const badRedirect =
  "The address to which the answer should go (redirect_uri) is not one that this client has registered. Start again from your MCP client.";

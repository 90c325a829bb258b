import type { Directory } from "../directory/directory.ts";
import { randomUUID } from "node:crypto";
import { servicePrincipalOf } from "../directory/seed-applications.ts";
import type { Application, ServicePrincipal } from "../directory/types.ts";
import type { ApplicationBody } from "./application-body.ts";
import { assertRegistrable } from "./application-rules.ts";
import { badRequest, sameValue } from "./refusals.ts";
import { applyBody } from "./update-application.ts";

export interface Registration {
  body: ApplicationBody;
  at: Date;
  /** Object id of the user or service principal that makes it. */
  owner?: string | undefined;
  /** Without it, a new id. An import keeps its own. */
  appId?: string | undefined;
}

/**
 * Registers an application as `POST /applications` does: without a service principal.
 * @throws GraphError 400
 */
export function registerApplication(directory: Directory, registration: Registration): Application {
  const { body, at, owner, appId = randomUUID() } = registration;
  if (body.displayName === undefined) {
    throw badRequest("A value is required for property 'displayName' of resource 'Application'.");
  }
  if (directory.applications.some((application) => application.appId === appId)) throw sameValue("appId");
  const application = applyBody(blankApplication(appId, body.displayName, at, owner), body);
  assertRegistrable(directory, application);
  directory.applications.push(application);
  return application;
}

function blankApplication(
  appId: string,
  displayName: string,
  at: Date,
  owner: string | undefined,
): Application {
  return {
    id: randomUUID(),
    appId,
    displayName,
    createdDateTime: at.toISOString(),
    owners: owner === undefined ? [] : [owner],
    signInAudience: "AzureADMyOrg",
    identifierUris: [],
    isFallbackPublicClient: false,
    web: { redirectUris: [] },
    spa: { redirectUris: [] },
    publicClient: { redirectUris: [] },
    requiredResourceAccess: [],
    appRoles: [],
    passwordCredentials: [],
    keyCredentials: [],
    federatedIdentityCredentials: [],
    api: { requestedAccessTokenVersion: null, oauth2PermissionScopes: [] },
    optionalClaims: { idToken: [] },
    groupMembershipClaims: null,
  };
}

/**
 * Adds an application to the tenant. The portal does this at the registration. The first consent does it as
 * well.
 * @throws GraphError 400 for an unknown application, 409 if it already exists
 */
export function createServicePrincipal(directory: Directory, appId: string): ServicePrincipal {
  const application = directory.findApplication(appId);
  if (!application) {
    throw badRequest(
      `The appId '${appId}' of the service principal does not reference a valid application object.`,
    );
  }
  if (directory.servicePrincipals.some((principal) => principal.appId === appId)) {
    throw badRequest(
      `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
    );
  }
  const principal = servicePrincipalOf(application, randomUUID());
  directory.servicePrincipals.push(principal);
  return principal;
}

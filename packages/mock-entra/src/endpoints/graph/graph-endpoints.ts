import { graphApplicationEndpoint } from "./application.ts";
import { graphApplicationKeyEndpoint } from "./application-key.ts";
import { graphApplicationPasswordEndpoint } from "./application-password.ts";
import { graphApplicationsEndpoint } from "./applications.ts";
import {
  graphFederatedCredentialEndpoint,
  graphFederatedCredentialsEndpoint,
} from "./federated-credentials.ts";
import { graphGroupEndpoint, graphGroupMembersEndpoint, graphGroupsEndpoint } from "./groups.ts";
import { graphMeEndpoint } from "./me.ts";
import { graphMemberObjectsEndpoint } from "./member-objects.ts";
import { graphMemberOfEndpoint } from "./member-of.ts";
import { graphOrganizationEndpoint, graphOrganizationsEndpoint } from "./organization.ts";
import { graphPermissionGrantEndpoint, graphPermissionGrantsEndpoint } from "./permission-grants.ts";
import { graphPhotoEndpoint, graphPhotosEndpoint, graphPhotoValueEndpoint } from "./photo.ts";
import { graphRoleAssignmentEndpoint, graphRoleAssignmentsEndpoint } from "./role-assignments.ts";
import { graphSendMailEndpoint } from "./send-mail.ts";
import { graphServicePrincipalEndpoint, graphServicePrincipalsEndpoint } from "./service-principals.ts";
import { graphBatch } from "./batch.ts";
import { collectionFunctions, unknownSegments } from "./unknown.ts";
import { graphUserEndpoint } from "./user.ts";
import { graphUsersEndpoint } from "./users.ts";
import { userinfoEndpoint } from "../userinfo.ts";
import type { CorsPolicy } from "../../http/cors.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import { realOrigins } from "../../origins.ts";

/**
 * Every script may call Graph: it needs an access token, and cookies have no effect.
 * @see https://github.com/dotnet/dev-proxy Microsoft's stand-in for Graph, which answers with these headers
 */
const sharedByGraph: CorsPolicy = {
  exposedHeaders: [
    "ETag",
    "Location",
    "Preference-Applied",
    "Content-Range",
    "request-id",
    "client-request-id",
    "ReadWriteConsistencyToken",
    "SdkVersion",
    "WWW-Authenticate",
    "x-ms-client-gcc-tenant",
    "Retry-After",
  ],
  isShared: ({ request }) => request.headers.has("origin"),
};

/** To add an endpoint of Graph, add a file and a line here. */
const answering: readonly Endpoint[] = [
  graphMeEndpoint,
  graphUsersEndpoint,
  graphUserEndpoint,
  graphPhotoEndpoint,
  graphPhotosEndpoint,
  graphPhotoValueEndpoint,
  graphMemberOfEndpoint,
  graphMemberObjectsEndpoint,
  graphGroupsEndpoint,
  graphGroupEndpoint,
  graphGroupMembersEndpoint,
  graphSendMailEndpoint,
  graphApplicationsEndpoint,
  graphApplicationEndpoint,
  graphApplicationPasswordEndpoint,
  graphApplicationKeyEndpoint,
  graphFederatedCredentialsEndpoint,
  graphFederatedCredentialEndpoint,
  graphServicePrincipalsEndpoint,
  graphServicePrincipalEndpoint,
  graphRoleAssignmentsEndpoint,
  graphRoleAssignmentEndpoint,
  graphPermissionGrantsEndpoint,
  graphPermissionGrantEndpoint,
  graphOrganizationsEndpoint,
  graphOrganizationEndpoint,
  userinfoEndpoint,
];

const answered = (graph: string): string[] =>
  answering.flatMap((endpoint) => endpoint.urls({ ...realOrigins, graph }));

/** The last one refuses all other requests. */
const single: readonly Endpoint[] = [
  collectionFunctions(answered),
  ...answering,
  unknownSegments(answered),
].map((endpoint) => Object.assign({ cors: sharedByGraph }, endpoint));

export const graphEndpoints: readonly Endpoint[] = [
  Object.assign({ cors: sharedByGraph }, graphBatch(single)),
  ...single,
];

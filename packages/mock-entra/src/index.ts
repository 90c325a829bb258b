export { InvalidInputError } from "./control/parse-input.ts";
export type { Fault, FaultHandle, Faults } from "./control/fault.ts";
export { createMockEntra, type MockEntra, type MockEntraOptions } from "./create-mock-entra.ts";
export {
  type ClientCertificate,
  type ClientCertificateOptions,
  createClientCertificate,
} from "./credentials/client-certificate.ts";
export type { FederatedIssuer, SubjectTokenOptions } from "./credentials/federated-issuer.ts";
export type { FederatedIssuers } from "./credentials/federated-issuers.ts";
export type { ConditionalAccessPolicy, PolicyOptions } from "./directory/conditional-access-policy.ts";
export type { Directory } from "./directory/directory.ts";
export type { ProfilePhoto } from "./directory/profile-photo.ts";
export { seed } from "./directory/seed.ts";
export type {
  Application,
  AppRole,
  AppRoleAssignment,
  DirectoryData,
  DirectoryRoleAssignment,
  Group,
  OAuth2PermissionGrant,
  FederatedIdentityCredential,
  KeyCredential,
  PasswordCredential,
  PermissionScope,
  ServicePrincipal,
  Tenant,
  User,
} from "./directory/types.ts";
export type { Forge } from "./forge/create-forge.ts";
export type { ForgeryKind } from "./forge/forgery-kinds.ts";
export type { ForgeRequest } from "./forge/forge-request.ts";
export type { ManagedIdentityEnvironment } from "./managed-identity/managed-identity-environment.ts";
export type { ListenOptions, RunningMockEntra } from "./server/listen.ts";
export type { Clock } from "./state/clock.ts";
export type { SentMail, SentMails } from "./state/sent-mail.ts";
export type { Lifetimes } from "./state/lifetimes.ts";
export type { RefreshTokenRotation } from "./state/refresh-token-rotation.ts";
export type { IssuedToken, Trace, TraceEvent } from "./trace/trace.ts";

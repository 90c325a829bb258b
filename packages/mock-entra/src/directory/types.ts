import type { ConditionalAccessPolicy } from "./conditional-access-policy.ts";
import type { ProfilePhoto } from "./profile-photo.ts";

/**
 * The directory's nouns, with the field names of the Microsoft Graph resources, so that a real manifest reads the same.
 * Only the fields that the mock acts on are here.
 * @see https://learn.microsoft.com/graph/api/resources/application
 * @see https://learn.microsoft.com/graph/api/resources/user
 */

export interface Tenant {
  id: string;
  displayName: string;
  /** The verified domain that can stand for the tenant in every URL. */
  defaultDomain: string;
}

export interface User {
  id: string;
  userPrincipalName: string;
  displayName: string | null;
  givenName: string | null;
  surname: string | null;
  mail: string | null;
  jobTitle: string | null;
  mobilePhone: string | null;
  officeLocation: string | null;
  preferredLanguage: string | null;
  businessPhones: string[];
  department: string | null;
  accountEnabled: boolean;
  /** From `userRegistrationDetails`: has a second factor. Left out means yes. */
  isMfaRegistered?: boolean;
  /** At `photo/$value`; left out means none. */
  photo?: ProfilePhoto;
  /** Write-only in Graph, and never served here either. */
  passwordProfile: { password: string };
}

/**
 * A security group.
 * @see https://learn.microsoft.com/graph/api/resources/group
 */
export interface Group {
  id: string;
  displayName: string;
  description: string | null;
  mail: string | null;
  mailEnabled: boolean;
  mailNickname: string;
  securityEnabled: boolean;
  /** Object ids of users, groups and service principals; a relationship in Graph, and never served as a property. */
  members: string[];
}

/** A user's role in the directory itself, from Graph's `unifiedRoleAssignment`. */
export interface DirectoryRoleAssignment {
  principalId: string;
  /** The role's template id, the same in every tenant. */
  roleDefinitionId: string;
}

/** An account type that an application lets in. */
type SignInAudience =
  | "AzureADMyOrg"
  | "AzureADMultipleOrgs"
  | "AzureADandPersonalMicrosoftAccount"
  | "PersonalMicrosoftAccount";

export interface PasswordCredential {
  keyId: string;
  displayName: string;
  /** ISO 8601. */
  startDateTime?: string;
  /** ISO 8601; an expired secret is answered with its own error. */
  endDateTime: string;
  secretText: string;
}

/** A certificate that the application may sign client assertions with. */
export interface KeyCredential {
  keyId: string;
  displayName: string;
  type: "AsymmetricX509Cert";
  usage: "Verify";
  /** ISO 8601. */
  startDateTime: string;
  endDateTime: string;
  /** The SHA-1 thumbprint in base64. */
  customKeyIdentifier: string;
  /** The certificate, DER in base64, without its private key. */
  key: string;
}

/** Another issuer's tokens that the application accepts in place of a secret. */
export interface FederatedIdentityCredential {
  id: string;
  name: string;
  /** Compared with `iss` and `sub` of the token, character by character. */
  issuer: string;
  subject: string;
  /** `["api://AzureADTokenExchange"]`, unless a cloud has a name of its own. */
  audiences: string[];
  description: string | null;
}

export interface AppRole {
  id: string;
  allowedMemberTypes: ("User" | "Application")[];
  displayName: string;
  description: string;
  isEnabled: boolean;
  /** What appears in the `roles` claim. */
  value: string;
}

export interface PermissionScope {
  id: string;
  /** What appears in `scp`. */
  value: string;
  /** `Admin`: only an administrator can consent. */
  type: "User" | "Admin";
  adminConsentDisplayName: string;
  adminConsentDescription?: string;
  userConsentDisplayName?: string | null;
  userConsentDescription?: string | null;
  isEnabled: boolean;
}

/** A client that an API lets in by itself, with the scopes for it. */
export interface PreAuthorizedApplication {
  appId: string;
  /** Ids of scopes of the API. */
  delegatedPermissionIds: string[];
}

export interface RequiredResourceAccess {
  resourceAppId: string;
  resourceAccess: { id: string; type: "Scope" | "Role" }[];
}

/** An optional claim that the application asks for, such as `login_hint` or `sid`. */
export interface OptionalClaim {
  name: string;
  /** The directory extension's owner; `null` for a claim that Entra has itself. */
  source?: string | null;
  /** For pages that ask the user; tokens are the same. */
  essential?: boolean;
  /** What changes the claim, such as `use_guid` for `aud`. */
  additionalProperties?: string[];
}

export interface Application {
  id: string;
  appId: string;
  displayName: string;
  /** ISO 8601. */
  createdDateTime?: string;
  description?: string | null;
  notes?: string | null;
  tags?: string[];
  /** Object ids of users and service principals; a relationship in Graph, and never served as a property. */
  owners?: string[];
  signInAudience: SignInAudience;
  identifierUris: string[];
  /** The portal's "Allow public client flows". */
  isFallbackPublicClient: boolean;
  /** `logoutUrl`: told of a sign-out, in a frame. */
  web: {
    redirectUris: string[];
    logoutUrl?: string | null;
    homePageUrl?: string | null;
    /** Kept and shown; implicit answers are refused all the same. */
    implicitGrantSettings?: { enableAccessTokenIssuance: boolean; enableIdTokenIssuance: boolean };
  };
  spa: { redirectUris: string[] };
  publicClient: { redirectUris: string[] };
  requiredResourceAccess: RequiredResourceAccess[];
  appRoles: AppRole[];
  passwordCredentials: PasswordCredential[];
  keyCredentials: KeyCredential[];
  federatedIdentityCredentials: FederatedIdentityCredential[];
  api: {
    /** `null` means 1, as in a manifest that was not changed. */
    requestedAccessTokenVersion: 1 | 2 | null;
    oauth2PermissionScopes: PermissionScope[];
    /** Clients that get these scopes without anybody being asked. */
    preAuthorizedApplications?: PreAuthorizedApplication[];
    /** `appId`s of clients whose users are asked for this API's own permissions at the same time. */
    knownClientApplications?: string[];
  };
  optionalClaims: { idToken: OptionalClaim[]; accessToken?: OptionalClaim[] };
  /** Which of the user's groups its tokens list; `null` is none. */
  groupMembershipClaims: "None" | "SecurityGroup" | "ApplicationGroup" | "All" | null;
}

/** The presence of an application in the tenant: what users and permissions are assigned to. */
export interface ServicePrincipal {
  id: string;
  appId: string;
  displayName: string;
  servicePrincipalType: "Application" | "ManagedIdentity";
  appRoleAssignmentRequired: boolean;
  /** For a managed identity: whether it stands by itself (`isExplicit=True`), and its Azure resource id. */
  alternativeNames: string[];
  /** Every name by which a scope or audience may call this resource. */
  servicePrincipalNames: string[];
  oauth2PermissionScopes: PermissionScope[];
  appRoles: AppRole[];
}

export interface AppRoleAssignment {
  /** `id` of a user, a group or a service principal. */
  principalId: string;
  /** `id` of the service principal that defines the role. */
  resourceId: string;
  /** All zeros: assigned without a role. */
  appRoleId: string;
}

/** A delegated permission that was consented to, by an administrator for everybody or by one user. */
export interface OAuth2PermissionGrant {
  /** `id` of the client's service principal. */
  clientId: string;
  consentType: "AllPrincipals" | "Principal";
  /** The user who consented; `null` for `AllPrincipals`. */
  principalId: string | null;
  /** `id` of the resource's service principal. */
  resourceId: string;
  /** Space-separated scope values. */
  scope: string;
}

/** Everything a tenant holds: plain data, so that a seed is a value and a reset is a copy. */
export interface DirectoryData {
  tenant: Tenant;
  users: User[];
  groups: Group[];
  applications: Application[];
  servicePrincipals: ServicePrincipal[];
  appRoleAssignments: AppRoleAssignment[];
  oauth2PermissionGrants: OAuth2PermissionGrant[];
  directoryRoleAssignments: DirectoryRoleAssignment[];
  conditionalAccessPolicies: ConditionalAccessPolicy[];
}

import type { ConditionalAccessPolicy } from "./conditional-access-policy.ts";
import type { ProfilePhoto } from "./profile-photo.ts";

/**
 * The types of the directory, with the field names of the Microsoft Graph resources, as in a real manifest.
 * They have only the fields that the mock uses.
 * @see https://learn.microsoft.com/graph/api/resources/application
 * @see https://learn.microsoft.com/graph/api/resources/user
 */

export interface Tenant {
  id: string;
  displayName: string;
  /** The verified domain. Every URL can have it in place of the tenant's id. */
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
  createdDateTime?: string;
  /** By default a member. */
  userType?: "Member" | "Guest";
  /** From `userRegistrationDetails`: has a second factor; by default yes. */
  isMfaRegistered?: boolean;
  /** At `photo/$value`; by default none. */
  photo?: ProfilePhoto;
  /** Write-only in Graph, and never returned here. */
  passwordProfile: { password: string };
}

/**
 * A security group.
 * @see https://learn.microsoft.com/graph/api/resources/group
 */
export interface Group {
  id: string;
  /** ISO 8601. */
  createdDateTime?: string;
  displayName: string;
  description: string | null;
  mail: string | null;
  mailEnabled: boolean;
  mailNickname: string;
  securityEnabled: boolean;
  /** Object ids of users, groups and service principals. In Graph, this is a relationship. */
  members: string[];
}

/** A user's role in the directory itself, from Graph's `unifiedRoleAssignment`. */
export interface DirectoryRoleAssignment {
  principalId: string;
  /** The role's template id, the same in every tenant. */
  roleDefinitionId: string;
}

/** An account type that an application accepts. */
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
  /** ISO 8601. An expired secret has its own error. */
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
  /** `["api://AzureADTokenExchange"]`, unless a cloud has another name. */
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

/** A client that an API has preauthorized, with its scopes. */
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
  /** The directory extension's owner; `null` for a claim of Entra. */
  source?: string | null;
  /** For pages that ask the user. Tokens do not change. */
  essential?: boolean;
  /** Properties that change the claim, such as `use_guid` for `aud`. */
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
  /** `logoutUrl`: notified of a sign-out, in a frame. */
  web: {
    redirectUris: string[];
    logoutUrl?: string | null;
    homePageUrl?: string | null;
    /** Stored and shown, but implicit answers are refused anyway. */
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
    /** `null` means 1, as in an unchanged manifest. */
    requestedAccessTokenVersion: 1 | 2 | null;
    oauth2PermissionScopes: PermissionScope[];
    /** Clients that get these scopes without a question to a user. */
    preAuthorizedApplications?: PreAuthorizedApplication[];
    /** `appId`s of clients whose users are also asked for this API's own permissions. */
    knownClientApplications?: string[];
  };
  optionalClaims: { idToken: OptionalClaim[]; accessToken?: OptionalClaim[] };
  /** The user's groups in its tokens; `null` is none. */
  groupMembershipClaims: "None" | "SecurityGroup" | "ApplicationGroup" | "All" | null;
}

/** The application's object in the tenant, to which users and permissions are assigned. */
export interface ServicePrincipal {
  id: string;
  appId: string;
  displayName: string;
  servicePrincipalType: "Application" | "ManagedIdentity";
  appRoleAssignmentRequired: boolean;
  /** For a managed identity: whether it is user-assigned (`isExplicit=True`), and its Azure resource id. */
  alternativeNames: string[];
  /** All names of this resource in scopes and audiences. */
  servicePrincipalNames: string[];
  oauth2PermissionScopes: PermissionScope[];
  appRoles: AppRole[];
}

export interface AppRoleAssignment {
  /** `id` of a user, a group or a service principal. */
  principalId: string;
  /** `id` of the service principal that defines the role. */
  resourceId: string;
  /** All zeros: an assignment without a role. */
  appRoleId: string;
}

/** A delegated permission with consent, from an administrator for all users or from one user. */
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

/** All data of a tenant, as plain data: so a seed is a value, and a reset is a copy. */
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

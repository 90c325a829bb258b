import type { AppRole, PermissionScope, ServicePrincipal } from "./types.ts";

/** The application id of Microsoft Graph: the same in every tenant. */
export const microsoftGraphAppId = "00000003-0000-0000-c000-000000000000";

function scope(id: string, value: string, type: "User" | "Admin", title: string): PermissionScope {
  return {
    id,
    value,
    type,
    adminConsentDisplayName: title,
    isEnabled: true,
  };
}

/** A permission for applications without a user. In Graph, these are app roles. */
function applicationPermission(id: string, value: string, title: string): AppRole {
  return {
    id,
    value,
    displayName: title,
    description: title,
    allowedMemberTypes: ["Application"],
    isEnabled: true,
  };
}

/**
 * Microsoft Graph as a service principal, with a selection of its permissions, delegated and application, and their real
 * ids.
 * @see https://learn.microsoft.com/graph/permissions-reference
 */
export const microsoftGraph: ServicePrincipal = {
  id: "5f2a6b0e-6c1d-4a52-9e53-0c5b7a3f1d10",
  appId: microsoftGraphAppId,
  displayName: "Microsoft Graph",
  servicePrincipalType: "Application",
  appRoleAssignmentRequired: false,
  alternativeNames: [],
  servicePrincipalNames: [microsoftGraphAppId, "https://graph.microsoft.com", "https://graph.microsoft.com/"],
  oauth2PermissionScopes: [
    scope("37f7f235-527c-4136-accd-4a02d197296e", "openid", "User", "Sign users in"),
    scope("14dad69e-099b-42c9-810b-d002981feec1", "profile", "User", "View users' basic profile"),
    scope("64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0", "email", "User", "View users' email address"),
    scope(
      "7427e0e9-2fba-42fe-b0c0-848c9e6a8182",
      "offline_access",
      "User",
      "Maintain access to data you have given it access to",
    ),
    scope("e1fe6dd8-ba31-4d61-89e7-88639da4683d", "User.Read", "User", "Sign in and read user profile"),
    scope(
      "b340eb25-3456-403f-be2f-af7a0d370277",
      "User.ReadBasic.All",
      "User",
      "Read all users' basic profiles",
    ),
    scope("a154be20-db9c-4678-8ab7-66f6cc099a59", "User.Read.All", "Admin", "Read all users' full profiles"),
    scope("06da0dbc-49e2-44d2-8312-53f166ab848a", "Directory.Read.All", "Admin", "Read directory data"),
    scope(
      "4908d5b9-3fb2-4b1e-9336-1888b7937185",
      "Organization.Read.All",
      "Admin",
      "Read organization information",
    ),
    scope("bc024368-1153-4739-b217-4326f2e966d0", "GroupMember.Read.All", "Admin", "Read group memberships"),
    scope("5f8c59db-677d-491f-a6b8-5f174b11ec1d", "Group.Read.All", "Admin", "Read all groups"),
    scope("570282fd-fa5c-430d-a7fd-fc8dc98a9dca", "Mail.Read", "User", "Read user mail"),
    scope("e383f46e-2787-4529-855e-0e479a3ffac0", "Mail.Send", "User", "Send mail as a user"),
    scope("465a38f9-76ea-45b9-9f34-9e8b0d4b0b42", "Calendars.Read", "User", "Read user calendars"),
    scope("c79f8feb-a9db-4090-85f9-90d820caa0eb", "Application.Read.All", "Admin", "Read applications"),
    scope(
      "bdfbf15f-ee85-4955-8675-146e8e5296b5",
      "Application.ReadWrite.All",
      "Admin",
      "Read and write all applications",
    ),
    scope(
      "41ce6ca6-6826-4807-84f1-1c82854f7ee5",
      "DelegatedPermissionGrant.ReadWrite.All",
      "Admin",
      "Manage all delegated permission grants",
    ),
    scope(
      "84bccea3-f856-4a8a-967b-dbe0a3d53a64",
      "AppRoleAssignment.ReadWrite.All",
      "Admin",
      "Manage app permission grants and app role assignments",
    ),
  ],
  appRoles: [
    applicationPermission(
      "df021288-bdef-4463-88db-98f22de89214",
      "User.Read.All",
      "Read all users' full profiles",
    ),
    applicationPermission(
      "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
      "Directory.Read.All",
      "Read directory data",
    ),
    applicationPermission(
      "498476ce-e0fe-48b0-b801-37ba7e2685c6",
      "Organization.Read.All",
      "Read organization information",
    ),
    applicationPermission(
      "97235f07-e226-4f63-ace3-39588e11d3a1",
      "User.ReadBasic.All",
      "Read all users' basic profiles",
    ),
    applicationPermission(
      "98830695-27a2-44f7-8c18-0c3ebc9698f6",
      "GroupMember.Read.All",
      "Read all group memberships",
    ),
    applicationPermission("5b567255-7703-4780-807c-7be8301ae99b", "Group.Read.All", "Read all groups"),
    applicationPermission("b633e1c5-b582-4048-a93e-9f11b44c7e96", "Mail.Send", "Send mail as any user"),
    applicationPermission(
      "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
      "Application.Read.All",
      "Read all applications",
    ),
    applicationPermission(
      "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
      "Application.ReadWrite.All",
      "Read and write all applications",
    ),
    applicationPermission(
      "18a4783c-866b-4cc7-a460-3d5e5662c884",
      "Application.ReadWrite.OwnedBy",
      "Manage apps that this app creates or owns",
    ),
    applicationPermission(
      "8e8e4742-1d95-4f68-9d56-6ee75648c72a",
      "DelegatedPermissionGrant.ReadWrite.All",
      "Manage all delegated permission grants",
    ),
    applicationPermission(
      "06b708a9-e830-4db3-a914-8e69da51d44f",
      "AppRoleAssignment.ReadWrite.All",
      "Manage app permission grants and app role assignments",
    ),
  ],
};

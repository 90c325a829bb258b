import type { AppRole, PermissionScope, ServicePrincipal } from "./types.ts";

/** The application id of Microsoft Graph: the same in every tenant. */
export const microsoftGraphAppId = "00000003-0000-0000-c000-000000000000";

const scope = (id: string, value: string, type: "User" | "Admin", title: string): PermissionScope => ({
  id,
  value,
  type,
  adminConsentDisplayName: title,
  isEnabled: true,
});

/** A permission for applications that act as themselves: Graph models them as app roles. */
const applicationPermission = (id: string, value: string, title: string): AppRole => ({
  id,
  value,
  displayName: title,
  description: title,
  allowedMemberTypes: ["Application"],
  isEnabled: true,
});

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
  servicePrincipalNames: [microsoftGraphAppId, "https://graph.microsoft.com"],
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
    scope("bc024368-1153-4739-b217-4326f2e966d0", "GroupMember.Read.All", "Admin", "Read group memberships"),
    scope("5f8c59db-677d-491f-a6b8-5f174b11ec1d", "Group.Read.All", "Admin", "Read all groups"),
    scope("570282fd-fa5c-430d-a7fd-fc8dc98a9dca", "Mail.Read", "User", "Read user mail"),
    scope("e383f46e-2787-4529-855e-0e479a3ffac0", "Mail.Send", "User", "Send mail as a user"),
    scope("465a38f9-76ea-45b9-9f34-9e8b0d4b0b42", "Calendars.Read", "User", "Read user calendars"),
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
      "97235f07-e226-4f63-ace3-39588e11d3a1",
      "User.ReadBasic.All",
      "Read all users' basic profiles",
    ),
    applicationPermission("5b567255-7703-4780-807c-7be8301ae99b", "Group.Read.All", "Read all groups"),
    applicationPermission("b633e1c5-b582-4048-a93e-9f11b44c7e96", "Mail.Send", "Send mail as any user"),
  ],
};

/** The pages of an application in the mock's portal: the last segment of their addresses. */
export type PortalPageName =
  | "overview"
  | "authentication"
  | "credentials"
  | "permissions"
  | "roles"
  | "expose"
  | "manifest";

/** Where something is set in the real portal, and on which page of the mock's own. */
export interface PortalPlace {
  path: string;
  page?: PortalPageName;
}

/** What an AADSTS number means to a reader of the pages: for the explain pages and docs/troubleshooting.md alike. */
export interface Explanation {
  code: number;
  /** What went wrong, in a few words. */
  title: string;
  meaning: string;
  /** Why it usually happens with these servers. */
  cause: string;
  fix: string;
  /** What Entra has behind this number and the mock leaves out: it is then refused although it is right. */
  leftOut?: string;
  /** `null` when nothing in the portal can help. */
  place: PortalPlace | null;
}

function ofApplication(page: PortalPageName, name: string): PortalPlace {
  return {
    path: `App registrations > your application > ${name}`,
    page,
  };
}

/** Names as the Microsoft Entra admin center has them. */
export const places = {
  overview: ofApplication("overview", "Overview"),
  authentication: ofApplication("authentication", "Authentication"),
  credentials: ofApplication("credentials", "Certificates & secrets"),
  federated: ofApplication("credentials", "Certificates & secrets > Federated credentials"),
  permissions: ofApplication("permissions", "API permissions"),
  manifest: ofApplication("manifest", "Manifest"),
  expose: { path: "App registrations > the API’s application > Expose an API", page: "expose" },
  assignments: { path: "Enterprise applications > the application > Users and groups", page: "roles" },
  servicePrincipal: { path: "Enterprise applications > All applications" },
  users: { path: "Users > All users" },
  conditionalAccess: { path: "Conditional Access > Policies; for one sign-in, Users > Sign-in logs" },
  health: { path: "Monitoring & health > Health" },
  tenant: { path: "Overview > Properties > Tenant ID" },
} as const satisfies Record<string, PortalPlace>;

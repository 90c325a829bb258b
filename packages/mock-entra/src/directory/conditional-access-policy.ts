/**
 * Which users need more than a password, and for which applications. All conditions have to be true.
 * @see https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy
 */
export interface ConditionalAccessPolicy {
  id: string;
  displayName: string;
  state: "enabled" | "disabled" | "enabledForReportingButNotEnforced";
  conditions: {
    /** Object ids; `All` means all users. An exclusion has priority. */
    users: {
      includeUsers: string[];
      excludeUsers: string[];
      includeGroups: string[];
      excludeGroups: string[];
    };
    applications: {
      /** `appId`s; `All` means every application. */
      includeApplications: string[];
      /**
       * Authentication contexts, such as `c1`: the policy then applies only to tokens for which they are
       * requested.
       */
      includeAuthenticationContextClassReferences: string[];
    };
  };
  grantControls: {
    operator: "AND" | "OR";
    builtInControls: ("mfa" | "block")[];
  };
}

/** A short form of a policy. A missing part applies to all. */
export interface PolicyOptions {
  displayName?: string;
  /** Object ids or user principal names. */
  users?: readonly string[];
  /** Object ids or display names. */
  groups?: readonly string[];
  /** `appId`s, of resources or of applications that users sign in to. */
  applications?: readonly string[];
  /** Such as `c1`. With one, the policy applies only if it is requested. */
  authenticationContexts?: readonly string[];
  /** By default `mfa`. */
  control?: "mfa" | "block";
}

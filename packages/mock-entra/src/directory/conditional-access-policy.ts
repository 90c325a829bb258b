/**
 * Who has to prove more than a password, and for what. All conditions have to hold.
 * @see https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy
 */
export interface ConditionalAccessPolicy {
  id: string;
  displayName: string;
  state: "enabled" | "disabled" | "enabledForReportingButNotEnforced";
  conditions: {
    /** Object ids; `All` stands for everybody. An exclusion wins. */
    users: {
      includeUsers: string[];
      excludeUsers: string[];
      includeGroups: string[];
      excludeGroups: string[];
    };
    applications: {
      /** `appId`s; `All` stands for every application. */
      includeApplications: string[];
      /** Authentication contexts, such as `c1`: the policy then holds only for tokens that are asked to carry them. */
      includeAuthenticationContextClassReferences: string[];
    };
  };
  grantControls: {
    operator: "AND" | "OR";
    builtInControls: ("mfa" | "block")[];
  };
}

/** A policy in few words; what is left out holds for everybody or everything. */
export interface PolicyOptions {
  displayName?: string;
  /** Object ids or user principal names. */
  users?: readonly string[];
  /** Object ids or display names. */
  groups?: readonly string[];
  /** `appId`s, of resources or of applications that users sign in to. */
  applications?: readonly string[];
  /** Such as `c1`. With one, the policy holds only where it is asked for. */
  authenticationContexts?: readonly string[];
  /** `mfa` when left out. */
  control?: "mfa" | "block";
}

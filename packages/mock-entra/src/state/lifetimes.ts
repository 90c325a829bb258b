/** Lifetimes in seconds. */
export interface Lifetimes {
  /** By default, a random time between 60 and 90 minutes for every token, as in Entra. */
  accessTokenSeconds?: number;
  /** 90 days of inactivity; 24 hours from sign-in for a single-page application. */
  refreshTokenSeconds?: number;
  /** About 10 minutes. */
  authorizationCodeSeconds?: number;
  /** 15 minutes. */
  deviceCodeSeconds?: number;
  /** The time between polls: 5 seconds. */
  devicePollingIntervalSeconds?: number;
}

const hour = 3600;

/** @see https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes */
export const defaultLifetimes = {
  /** As in Microsoft's example of the answer. It is unconfirmed why it is not 3600. */
  appOnlyAccessTokenSeconds: 3599,
  /** A managed identity's tokens are valid for a day. */
  managedIdentityAccessTokenSeconds: 24 * hour,
  refreshTokenSeconds: 90 * 24 * hour,
  spaRefreshTokenSeconds: 24 * hour,
  authorizationCodeSeconds: 600,
  deviceCodeSeconds: 900,
  devicePollingIntervalSeconds: 5,
  sessionSeconds: 24 * hour,
  interactionSeconds: hour,
} as const;

/** Not random, unlike a token for a user. */
export function appOnlyTokenLifetime(lifetimes: Lifetimes): number {
  return lifetimes.accessTokenSeconds ?? defaultLifetimes.appOnlyAccessTokenSeconds;
}

export function managedIdentityTokenLifetime(lifetimes: Lifetimes): number {
  return lifetimes.accessTokenSeconds ?? defaultLifetimes.managedIdentityAccessTokenSeconds;
}

/** `random` is in [0, 1). */
export function accessTokenLifetime(lifetimes: Lifetimes, random: () => number): number {
  return lifetimes.accessTokenSeconds ?? hour + Math.floor(random() * (hour / 2));
}

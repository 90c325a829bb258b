/**
 * What becomes of a refresh token that was used. `entra`: nothing, it stays good, as the real service has it. `strict`: it
 * is over, and a second use ends its successors too (RFC 9700 §4.14.2), so that a client shows whether it copes.
 */
export type RefreshTokenRotation = "entra" | "strict";

export interface RefreshTokenRotations {
  of(appId: string): RefreshTokenRotation;
  set(appId: string, rotation: RefreshTokenRotation): void;
  reset(): void;
}

export function createRefreshTokenRotations(fallback: RefreshTokenRotation = "entra"): RefreshTokenRotations {
  const byApplication = new Map<string, RefreshTokenRotation>();
  return {
    of: (appId) => byApplication.get(appId) ?? fallback,
    set: (appId, rotation) => {
      byApplication.set(appId, rotation);
    },
    reset: () => {
      byApplication.clear();
    },
  };
}

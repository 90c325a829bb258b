/**
 * How a used refresh token is treated. `entra`: it stays valid, as in the real service. `strict`: it is no
 * longer valid, and a second use also ends its successors (RFC 9700 §4.14.2). With it, you can test a client.
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

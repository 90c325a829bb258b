/** The data of one MCP client after a finished sign-in. */
export interface Held {
  clientId: string;
  accessToken: string;
  refreshToken: string;
}

/** Records what the server has promised, and notes each promise that it did not keep. */
export interface Ledger {
  /** Violations, one line each. */
  violations: string[];
  counts: { signIns: number; refreshes: number; rotations: number; tools: number; retries: number };
  /** The number of answers of each kind. */
  answered(): number;
  /** Notes that a refresh token was answered with a pair. It must always be the same pair. */
  noteRefresh(presented: Held, received: Held): void;
  /** Notes that a code was answered with tokens. */
  noteRedemption(code: string): void;
  /** Refresh tokens that were replaced before this time. The server must not repeat the answers to them. */
  replacedBefore(time: number): Held[];
}

export function createLedger(): Ledger {
  const successors = new Map<string, { successor: string; presented: Held; at: number }>();
  const redeemed = new Set<string>();
  const violations: string[] = [];
  const counts = { signIns: 0, refreshes: 0, rotations: 0, tools: 0, retries: 0 };
  return {
    violations,
    counts,
    answered: () => counts.signIns + counts.refreshes + counts.tools,
    noteRefresh: (presented, received) => {
      counts.refreshes += 1;
      // During the grace period, the server repeats a pair and does not replace it.
      if (presented.refreshToken === received.refreshToken) return;
      const successor = received.refreshToken;
      const before = successors.get(presented.refreshToken);
      if (before === undefined) {
        counts.rotations += 1;
        successors.set(presented.refreshToken, { successor, presented: { ...presented }, at: Date.now() });
      } else if (before.successor !== successor) {
        violations.push("a refresh token was good for two different pairs");
      }
    },
    noteRedemption: (code) => {
      if (redeemed.has(code)) violations.push("a code was redeemed twice");
      redeemed.add(code);
    },
    replacedBefore: (time) =>
      [...successors.values()].filter(({ at }) => at < time).map(({ presented }) => presented),
  };
}

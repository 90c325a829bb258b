/** What one MCP client holds after a sign-in that was finished. */
export interface Held {
  clientId: string;
  accessToken: string;
  refreshToken: string;
}

/** Keeps account of what the server has promised, and notes what it did not keep. */
export interface Ledger {
  /** What must not have happened, a line each. */
  violations: string[];
  counts: { signIns: number; refreshes: number; rotations: number; tools: number; retries: number };
  /** How much has been answered, of all kinds. */
  answered(): number;
  /** A refresh token was answered with a pair: it must always be the same one. */
  noteRefresh(presented: Held, received: Held): void;
  /** A code was answered with tokens. */
  noteRedemption(code: string): void;
  /** What was replaced for good: longer ago than a pair is handed out again. */
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
      // A young pair is handed out again rather than replaced.
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

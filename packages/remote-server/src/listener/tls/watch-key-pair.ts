import { messageOf } from "@mcp-entra/auth-core";
import type { KeyPair, PemFiles } from "./read-key-pair.ts";

/** What became of the certificate while the server was running. */
export type CertificateEvent =
  | { kind: "renewed"; expires: Date }
  /** New files cannot be used; the server goes on with what it has. */
  | { kind: "refused"; reason: string }
  /** It ends within two weeks, or has ended, and was not renewed. Told once a day. */
  | { kind: "expiring"; expires: Date };

export interface KeyPairWatch {
  current: KeyPair;
  /** The files as they are now. @throws Error when they cannot be read. */
  read: () => PemFiles;
  /** @throws Error when they cannot be used. */
  check: (files: PemFiles) => KeyPair;
  /** Gets each new pair. */
  use: (pair: KeyPair) => void;
  report: (event: CertificateEvent) => void;
  now: () => number;
}

const dayMs = 86_400_000;
const warnBeforeMs = 14 * dayMs;

/**
 * Takes renewed files up. They are read again and again rather than watched: that works through the symlinks that
 * Kubernetes swaps, on network drives, and for tools that write over the old file.
 *
 * @returns what to call every few seconds. It never throws: whatever is wrong with new files, the old pair serves on.
 */
export function watchKeyPair({ current, read, check, use, report, now }: KeyPairWatch): () => void {
  let inUse = current;
  let doubt = { reason: "", isTold: false };
  let warnedAt = Number.NEGATIVE_INFINITY;

  const takeUp = (): void => {
    const files = read();
    if (files.cert !== inUse.cert || files.key !== inUse.key) {
      inUse = check(files);
      use(inUse);
      report({ kind: "renewed", expires: inUse.expires });
    }
    doubt = { reason: "", isTold: false };
  };

  const refuse = (reason: string): void => {
    if (doubt.reason !== reason) doubt = { reason, isTold: false };
    // The first time it may be a renewal of which only half has been written.
    else if (!doubt.isTold) {
      doubt.isTold = true;
      report({ kind: "refused", reason });
    }
  };

  return () => {
    try {
      takeUp();
    } catch (error) {
      refuse(messageOf(error));
    }
    if (inUse.expires.getTime() - now() < warnBeforeMs && now() - warnedAt >= dayMs) {
      warnedAt = now();
      report({ kind: "expiring", expires: inUse.expires });
    }
  };
}

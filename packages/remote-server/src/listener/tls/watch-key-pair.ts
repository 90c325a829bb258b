import { messageOf } from "@mcp-entra/auth-core";
import type { KeyPair, PemFiles } from "./read-key-pair.ts";

/** What happened to the certificate while the server runs. */
export type CertificateEvent =
  | { kind: "renewed"; expires: Date }
  /** The new files cannot be used. The server continues with the old ones. */
  | { kind: "refused"; reason: string }
  /** It expires within two weeks, or has expired, and was not renewed. Reported once a day. */
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
 * Uses renewed files. It reads the files regularly and does not watch them. So it works with the symbolic
 * links of Kubernetes, with network drives, and with tools that overwrite the old file.
 *
 * @returns a function to call every few seconds. It never throws: if new files have a mistake, the old pair
 * stays in use.
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
    // The first time, the renewal may not be complete yet.
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

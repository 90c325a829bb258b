import { StoreError } from "../errors/errors.ts";

/** For the audit log: a record that this server has not written in this form. */
export interface RefusedRecord {
  /** The kind of the record: its key up to the colon. */
  kind: string;
  reason: string;
}

export const refusalReasons = {
  unknown_key: "unknown key",
  unauthenticated: "it has no tag that fits",
  damaged: "altered, cut or moved",
} as const;

export function kindOf(key: string): string {
  return key.slice(0, Math.max(key.indexOf(":"), 0));
}

/** The operator's mistake, which can be corrected: nothing is deleted. */
export function unknownKeyError(): StoreError {
  return new StoreError(
    "A record was written under a key that is not in SESSION_ENCRYPTION_KEYS. Put the old key back behind the new one until its sessions have ended.",
  );
}

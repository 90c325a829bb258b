import {
  createAuthenticatingStore,
  createEncryptingStore,
  type KeyRing,
  type RecordAuditEvent,
  type Store,
} from "@mcp-entra/auth-core";

interface ProtectedRecordsOptions {
  store: Store;
  keyRing: KeyRing;
  audit: RecordAuditEvent;
}

/**
 * Two layers over the same store, so that it is trusted with nothing but being there: whatever contains a secret is encrypted, and
 * whatever decides something without containing one is vouched for. Only counts lie there as they are.
 */
export function protectRecords({ store, keyRing, audit }: ProtectedRecordsOptions) {
  const onRefused = ({ kind, reason }: { kind: string; reason: string }): void =>
    audit({ event: "record_refused", outcome: "failure", reason: `${kind} record: ${reason}` });
  const sealed = createEncryptingStore(store, keyRing, onRefused);
  // defence:45 Else everybody who can write to the database could give any session roles, or a token of their own.
  const authentic = createAuthenticatingStore(store, keyRing, onRefused);
  return { sealed, authentic };
}

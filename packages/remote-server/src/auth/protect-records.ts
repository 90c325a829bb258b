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
 * Two layers over the same store, so that we trust it only to be available. Records with a secret are
 * encrypted. Records that decide something, without a secret, have an authentication tag. Only counts have
 * neither.
 */
export function protectRecords({ store, keyRing, audit }: ProtectedRecordsOptions) {
  const onRefused = ({ kind, reason }: { kind: string; reason: string }): void =>
    audit({ event: "record_refused", outcome: "failure", reason: `${kind} record: ${reason}` });
  const sealed = createEncryptingStore(store, keyRing, onRefused);
  // defence:45 Otherwise everybody who can write to the database could give roles to any session, or add
  // their own token.
  const authentic = createAuthenticatingStore(store, keyRing, onRefused);
  return { sealed, authentic };
}

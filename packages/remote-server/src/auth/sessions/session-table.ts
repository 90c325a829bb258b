import { type AuthenticStore, fingerprint, type Now } from "@mcp-entra/auth-core";
import { fromRow, toRow } from "./session-row.ts";
import type { Session, SessionRecord } from "./session.ts";

/** A session, and the row that it was read from. */
interface StoredSession {
  session: Session;
  row: string;
}

/**
 * The table of all sessions in the store: one row for each session.
 *
 * An attacker who can write to the database can still delete a row, which signs its user out. They can also
 * put back an older row of a session. The session then has its older tokens and roles again, also after a
 * revocation.
 */
export interface SessionTable {
  find(id: string): Promise<StoredSession | undefined>;
  put(id: string, record: SessionRecord): Promise<void>;
  /** @returns false if the row has changed since it was read. Then nothing is written. */
  replace(found: StoredSession, record: SessionRecord): Promise<boolean>;
  delete(id: string): Promise<void>;
}

/** @param store a store that authenticates its records: a row decides what its user may do. */
export function createSessionTable(store: AuthenticStore, now: Now): SessionTable {
  const secondsLeft = ({ endsAt }: SessionRecord): number => Math.max((endsAt - now()) / 1_000, 0.001);
  return {
    find: async (id) => {
      const row = await store.get(rowKey(id));
      if (row === undefined) return undefined;
      const session: Session = { id, ...fromRow(row) };
      // Not for longer than the time in the row itself, also if the store keeps it for longer.
      return session.endsAt > now() ? { session, row } : undefined;
    },
    put: async (id, record) => store.set(rowKey(id), toRow(record), secondsLeft(record)),
    replace: async ({ session, row }, record) =>
      store.compareAndSet(rowKey(session.id), row, toRow(record), secondsLeft(record)),
    delete: async (id) => store.delete(rowKey(id)),
  };
}

/**
 * The key of a row is a fingerprint of the id, so a reader of the store does not learn which session ids
 * exist.
 */
function rowKey(id: string): string {
  return `session:${fingerprint(id)}`;
}

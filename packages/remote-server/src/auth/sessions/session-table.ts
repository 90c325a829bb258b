import { type AuthenticStore, fingerprint, type Now } from "@mcp-entra/auth-core";
import { fromRow, toRow } from "./session-row.ts";
import type { Session, SessionRecord } from "./session.ts";

/** A session as it was read, with the row that it was read from. */
interface StoredSession {
  session: Session;
  row: string;
}

/**
 * The table of all sessions in the store, a row each.
 *
 * What an attacker who can write to the database is still able to do: delete a row, which signs its user out, and put an older row of a
 * session back into its place, which brings back the tokens and roles that it had then, also after a revocation.
 */
export interface SessionTable {
  find(id: string): Promise<StoredSession | undefined>;
  put(id: string, record: SessionRecord): Promise<void>;
  /** @returns false when the row is not (any more) the one that was found. Then nothing has changed. */
  replace(found: StoredSession, record: SessionRecord): Promise<boolean>;
  delete(id: string): Promise<void>;
}

/** @param store one that vouches for its records: what a row says is what its user may do. */
export function createSessionTable(store: AuthenticStore, now: Now): SessionTable {
  const secondsLeft = ({ endsAt }: SessionRecord): number => Math.max((endsAt - now()) / 1_000, 0.001);
  return {
    find: async (id) => {
      const row = await store.get(rowKey(id));
      if (row === undefined) return undefined;
      const session: Session = { id, ...fromRow(row) };
      // Not for longer than the row itself says, however long the store was told to keep it.
      return session.endsAt > now() ? { session, row } : undefined;
    },
    put: async (id, record) => store.set(rowKey(id), toRow(record), secondsLeft(record)),
    replace: async ({ session, row }, record) =>
      store.compareAndSet(rowKey(session.id), row, toRow(record), secondsLeft(record)),
    delete: async (id) => store.delete(rowKey(id)),
  };
}

/** The row is found by a fingerprint of the id, so that reading the store does not even tell which session ids exist. */
function rowKey(id: string): string {
  return `session:${fingerprint(id)}`;
}

import type { SessionRecord } from "./session.ts";

/** In none of the fields: identifiers and names of Entra's, of ours, or URLs in their normal form. */
const separator = "\t";
/** Numbers are shorter this way. */
const radix = 36;

/**
 * A session as it lies in the store: its fields one after the other, since a million rows would carry the names of these fields
 * a million times. Together with its key, and the tag that vouches for it, a row stays under 300 bytes.
 */
export function toRow(record: SessionRecord): string {
  const fields = [
    record.userId,
    record.clientId,
    record.audienceFingerprint,
    record.scopes.join(" "),
    record.roles.join(" "),
    record.accessFingerprint,
    record.refreshFingerprint,
    toSeconds(record.accessExpiresAt),
    toSeconds(record.endsAt),
  ];
  // A field that holds a separator would shift the others: a name must not turn into a role.
  if (fields.some((field) => field.includes(separator)))
    throw new Error("A session's fields must not contain tabs.");
  return fields.join(separator);
}

/** @throws Error when it is no row of ours. */
export function fromRow(row: string): SessionRecord {
  const fields = row.split(separator);
  const [userId = "", clientId = "", audienceFingerprint = "", scopes = "", roles = "", ...secrets] = fields;
  const [accessFingerprint = "", refreshFingerprint = "", accessExpires = "", ends = ""] = secrets;
  const [accessExpiresAt, endsAt] = [fromSeconds(accessExpires), fromSeconds(ends)];
  if (fields.length !== 9 || Number.isNaN(accessExpiresAt) || Number.isNaN(endsAt))
    throw new Error("A session's row has another shape than expected.");
  return {
    userId,
    clientId,
    audienceFingerprint,
    scopes: namesIn(scopes),
    roles: namesIn(roles),
    accessFingerprint,
    refreshFingerprint,
    accessExpiresAt,
    endsAt,
  };
}

function toSeconds(milliseconds: number): string {
  return (milliseconds / 1_000).toString(radix);
}

function fromSeconds(seconds: string): number {
  return Number.parseInt(seconds, radix) * 1_000;
}

function namesIn(list: string): string[] {
  return list.split(" ").filter((name) => name !== "");
}

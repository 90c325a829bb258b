import type { SessionRecord } from "./session.ts";

/**
 * No field contains this character: the fields are identifiers and names of Entra or of ours, or URLs in
 * their normal form.
 */
const separator = "\t";
/** Numbers are shorter this way. */
const radix = 36;

/**
 * A session in the store: its fields in a fixed order, without their names, because a million rows would
 * contain the names a million times. A row with its key and its authentication tag stays under 300 bytes.
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
  // A separator inside a field would shift the other fields: a name must not become a role.
  if (fields.some((field) => field.includes(separator)))
    throw new Error("A session's fields must not contain tabs.");
  return fields.join(separator);
}

/** @throws Error if it is not one of our rows. */
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

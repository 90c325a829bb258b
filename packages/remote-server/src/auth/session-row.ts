import { z } from "zod";
import type { SessionRecord } from "./session.ts";

/**
 * A session as it lies in the store: a list instead of an object, since a million rows would carry the names of their fields
 * a million times. Together with its key a row stays under 300 bytes.
 */
const sessionRow = z.tuple([
  z.string(), // userId
  z.string(), // clientId
  z.string(), // audienceFingerprint
  z.string(), // scopes, separated by spaces
  z.string(), // app roles, in the same way
  z.string(), // accessFingerprint
  z.string(), // refreshFingerprint
  z.number(), // accessExpiresAt, in seconds
  z.number(), // endsAt, in seconds
]);

export function toRow(record: SessionRecord): string {
  const row: z.input<typeof sessionRow> = [
    record.userId,
    record.clientId,
    record.audienceFingerprint,
    record.scopes.join(" "),
    record.roles.join(" "),
    record.accessFingerprint,
    record.refreshFingerprint,
    record.accessExpiresAt / 1_000,
    record.endsAt / 1_000,
  ];
  return JSON.stringify(row);
}

/** @throws Error when it is no row of ours. */
export function fromRow(row: string): SessionRecord {
  const [userId, clientId, audienceFingerprint, scopes, roles, ...secrets] = sessionRow.parse(
    JSON.parse(row),
  );
  const [accessFingerprint, refreshFingerprint, accessExpiresAt, endsAt] = secrets;
  return {
    userId,
    clientId,
    audienceFingerprint,
    scopes: namesIn(scopes),
    roles: namesIn(roles),
    accessFingerprint,
    refreshFingerprint,
    accessExpiresAt: accessExpiresAt * 1_000,
    endsAt: endsAt * 1_000,
  };
}

function namesIn(list: string): string[] {
  return list.split(" ").filter((name) => name !== "");
}

import { randomBytes, randomUUID } from "node:crypto";
import type { Application, PasswordCredential } from "../directory/types.ts";
import { badRequest } from "./refusals.ts";

export interface NewSecret {
  displayName?: string | null | undefined;
  /** ISO 8601. */
  startDateTime?: string | null | undefined;
  /** ISO 8601; by default two years later. */
  endDateTime?: string | null | undefined;
}

/**
 * Makes a client secret. `secretText` is in the answer and in no later one.
 * @throws GraphError 400 if it would end before it begins
 */
export function addSecret(application: Application, wanted: NewSecret, at: Date): PasswordCredential {
  const start = new Date(wanted.startDateTime ?? at);
  const end = wanted.endDateTime ? new Date(wanted.endDateTime) : inYears(start, 2);
  if (end <= start)
    throw badRequest("Credential lifetime is invalid: the end date has to be after the start date.");
  const credential: PasswordCredential = {
    keyId: randomUUID(),
    displayName: wanted.displayName ?? "",
    startDateTime: start.toISOString(),
    endDateTime: end.toISOString(),
    secretText: newSecretText(),
  };
  application.passwordCredentials.push(credential);
  return credential;
}

/** Forty characters as Entra makes them, three of them before the mark `8Q~`. */
function newSecretText(): string {
  const random = randomBytes(40).toString("base64url").replaceAll("-", "~").slice(0, 37);
  return `${random.slice(0, 3)}8Q~${random.slice(3)}`;
}

function inYears(date: Date, years: number): Date {
  const later = new Date(date);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later;
}

/** @throws GraphError 400 if there is none with this id */
export function removeSecret(application: Application, keyId: string): void {
  const left = application.passwordCredentials.filter((credential) => credential.keyId !== keyId);
  if (left.length === application.passwordCredentials.length) throw noCredential();
  application.passwordCredentials = left;
}

function noCredential(): ReturnType<typeof badRequest> {
  return badRequest("No credentials found to be removed.");
}

import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Application, FederatedIdentityCredential } from "../directory/types.ts";
import { shapeError } from "./application-body.ts";
import { badRequest, notFound, sameValue } from "./refusals.ts";

const bodySchema = z.strictObject({
  name: z.string().regex(/^[\w-]{3,120}$/u, "Expected 3 to 120 letters, digits, dashes and underscores"),
  issuer: z.string().min(1).max(600),
  subject: z.string().min(1).max(600),
  audiences: z.array(z.string().max(600)).length(1),
  description: z.string().max(600).nullable().default(null),
});

/** Entra's limit for the number of credentials. */
const maximum = 20;

/**
 * @throws GraphError 400 for an invalid form, for an existing name, for an existing pair of issuer and
 * subject, or for too many
 * @see https://learn.microsoft.com/graph/api/application-post-federatedidentitycredentials
 */
export function addFederatedCredential(
  { federatedIdentityCredentials }: Application,
  body: unknown,
): FederatedIdentityCredential {
  const { data, error } = bodySchema.safeParse(body);
  if (error) throw shapeError(error);
  if (federatedIdentityCredentials.length >= maximum) {
    throw badRequest(`The application has ${maximum} federated identity credentials, which is the maximum.`);
  }
  const credential = { id: randomUUID(), ...data };
  assertDistinct(federatedIdentityCredentials, credential);
  federatedIdentityCredentials.push(credential);
  return credential;
}

/** The name cannot be changed. @throws GraphError 400 */
export function updateFederatedCredential(
  { federatedIdentityCredentials }: Application,
  credential: FederatedIdentityCredential,
  body: unknown,
): void {
  const { data, error } = bodySchema.omit({ name: true }).partial().safeParse(body);
  if (error) throw shapeError(error);
  const given = Object.fromEntries(
    Object.entries(data).filter(([name]) => typeof body === "object" && body !== null && name in body),
  );
  const changed = { ...credential, ...given };
  assertDistinct(
    federatedIdentityCredentials.filter(({ id }) => id !== credential.id),
    changed,
  );
  Object.assign(credential, changed);
}

function assertDistinct(
  others: readonly FederatedIdentityCredential[],
  { name, issuer, subject }: FederatedIdentityCredential,
): void {
  if (others.some((other) => other.name === name)) throw sameValue("name");
  if (others.some((other) => other.issuer === issuer && other.subject === subject)) {
    throw badRequest(
      "FederatedIdentityCredential with issuer and subject combination already exists for this application.",
    );
  }
}

/** By id or name. @throws GraphError 404 */
export function federatedCredentialOf(
  { federatedIdentityCredentials }: Application,
  key: string,
): FederatedIdentityCredential {
  const found = federatedIdentityCredentials.find(({ id, name }) => id === key || name === key);
  if (!found) throw notFound(key);
  return found;
}

/** @throws GraphError 404 */
export function removeFederatedCredential(application: Application, key: string): void {
  const { id } = federatedCredentialOf(application, key);
  application.federatedIdentityCredentials = application.federatedIdentityCredentials.filter(
    (credential) => credential.id !== id,
  );
}

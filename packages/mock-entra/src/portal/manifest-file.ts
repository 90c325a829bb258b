import { z } from "zod";
import { addFederatedCredential } from "../applications/federated-credentials.ts";
import { badRequest } from "../applications/refusals.ts";
import type { Application } from "../directory/types.ts";
import { describeApplication } from "../graph/application-resource.ts";

/** An application as a file, with Graph's field names and without the values of secrets. */
export function writeManifest(application: Application, domain: string): string {
  const { federatedIdentityCredentials } = application;
  const manifest = { ...describeApplication(application, domain, true), federatedIdentityCredentials };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** @throws GraphError 400 for anything but a JSON object */
export function parseManifest(text: string): Record<string, unknown> {
  if (text.trim() === "") throw badRequest("There is nothing in it. Choose a file, or paste its content.");
  const value = parseJson(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw badRequest("Expected a JSON object, such as the page Manifest exports.");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`This is not JSON: ${error instanceof Error ? error.message : ""}`);
  }
}

const credentialSchema = z.object({
  name: z.string(),
  issuer: z.string(),
  subject: z.string(),
  audiences: z.array(z.string()),
  description: z.string().nullish(),
});

/**
 * In Graph, federated credentials are a separate list. A file contains them as well. @throws GraphError 400
 */
export function addMissingCredentials(application: Application, file: Record<string, unknown>): void {
  const { data, error } = z.array(credentialSchema).safeParse(file["federatedIdentityCredentials"] ?? []);
  if (error)
    throw badRequest("federatedIdentityCredentials: expected name, issuer, subject and audiences for each.");
  for (const credential of data) {
    const isKnown = application.federatedIdentityCredentials.some(({ name }) => name === credential.name);
    if (!isKnown)
      addFederatedCredential(application, { ...credential, description: credential.description ?? null });
  }
}

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ManagedIdentityApplication } from "@azure/msal-node";
import { z } from "zod";
import type { ManagedIdentityEnvironment } from "../../src/index.ts";

export interface IdentityRequest {
  resource: string;
  clientId: string;
}

const resultSchema = z.object({ accessToken: z.string(), expiresOn: z.coerce.date() });
export type IdentityToken = z.infer<typeof resultSchema>;

/** What the application would do. MSAL looks at `process.env`, once in the life of a process. */
export async function acquireIdentityToken({ resource, clientId }: IdentityRequest): Promise<IdentityToken> {
  const application = new ManagedIdentityApplication({
    managedIdentityIdParams: { userAssignedClientId: clientId },
    system: { disableInternalRetries: true },
  });
  return resultSchema.parse(await application.acquireToken({ resource, forceRefresh: true }));
}

/** In a process of its own, as a server under test would be. */
export async function acquireInAnotherProcess(
  environment: ManagedIdentityEnvironment,
  request: IdentityRequest,
): Promise<IdentityToken> {
  const script = fileURLToPath(new URL("acquire-identity-token.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(request)], {
    env: { ...process.env, ...environment },
  });
  return resultSchema.parse(JSON.parse(stdout));
}

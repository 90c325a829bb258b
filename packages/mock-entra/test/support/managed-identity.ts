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

/** Gets a token as the application would. MSAL reads `process.env` only once in a process. */
export async function acquireIdentityToken({ resource, clientId }: IdentityRequest): Promise<IdentityToken> {
  const application = new ManagedIdentityApplication({
    managedIdentityIdParams: { userAssignedClientId: clientId },
    system: { disableInternalRetries: true },
  });
  return resultSchema.parse(await application.acquireToken({ resource, forceRefresh: true }));
}

/** In a separate process, like a server under test. */
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

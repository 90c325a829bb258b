import { parseApplicationBody } from "../applications/application-body.ts";
import { deleteApplication } from "../applications/delete-application.ts";
import { badRequest } from "../applications/refusals.ts";
import { createServicePrincipal, registerApplication } from "../applications/register-application.ts";
import { isGuid } from "../trace/redact-url.ts";
import { addMissingCredentials, parseManifest } from "./manifest-file.ts";
import type { PortalRequest } from "./portal-request.ts";

/** Registers the application of a file. @returns the new application's page @throws GraphError 400 */
export async function importApplication({ exchange, form }: PortalRequest): Promise<string> {
  const { directory } = exchange.state;
  const file = parseManifest(await form.content("file"));
  const { appId, passwordCredentials: _secrets, ...rest } = file;
  if (typeof appId === "string" && directory.findApplication(appId)) {
    throw badRequest(
      `An application with the client ID ${appId} is registered already. Upload the file on its own page, Manifest.`,
    );
  }
  const application = registerApplication(directory, {
    body: parseApplicationBody(rest),
    at: exchange.at,
    appId: typeof appId === "string" && isGuid(appId) ? appId : undefined,
  });
  try {
    addMissingCredentials(application, file);
  } catch (error) {
    // All or nothing: an incomplete import would be noticed only at a sign-in.
    deleteApplication(directory, application);
    throw error;
  }
  createServicePrincipal(directory, application.appId);
  return `/portal/registrations/${application.appId}/overview?notice=imported`;
}

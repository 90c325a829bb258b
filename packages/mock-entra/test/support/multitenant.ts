import type { Page } from "../../src/browser/index.ts";
import { type Application, type MockEntra, seed } from "../../src/index.ts";

const { remote } = seed.applications;

/** The remote application as one for the accounts of all organizations. */
export function makeMultitenant(entra: MockEntra): Application {
  const application = entra.directory.findApplication(remote.appId);
  if (!application) throw new Error("The seed has this application.");
  application.signInAudience = "AzureADMultipleOrgs";
  return application;
}

export function codeIn({ url }: Page): string {
  const code = new URL(url).searchParams.get("code");
  if (code === null) throw new Error(url);
  return code;
}

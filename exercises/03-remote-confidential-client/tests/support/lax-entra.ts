import { type MockEntra, seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { withoutNetwork } from "@mcp-entra/workshop/attacks";
import { beforeEach } from "vitest";

/** The mock, with a registration that allows all organizations. So the learner's code has to refuse them. */
export function useLaxEntra(): MockEntra {
  const entra = useMockEntra();
  beforeEach(() => {
    const application = entra.directory.findApplication(seed.applications.remote.appId);
    if (application !== undefined) application.signInAudience = "AzureADMultipleOrgs";
    withoutNetwork();
  });
  return entra;
}

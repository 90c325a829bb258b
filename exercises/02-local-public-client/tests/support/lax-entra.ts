import { type MockEntra, seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { beforeEach } from "vitest";

/** The mock, with a registration that allows all organizations. So the learner's code has to refuse them. */
export function useLaxEntra(): MockEntra & Pick<ReturnType<typeof useMockEntra>, "server"> {
  const entra = useMockEntra();
  beforeEach(() => {
    const application = entra.directory.findApplication(seed.applications.local.appId);
    if (application !== undefined) application.signInAudience = "AzureADMultipleOrgs";
  });
  return entra;
}

import { seed } from "@mcp-entra/mock-entra";
import { withEveryVariable } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { expect, test } from "vitest";
import { useLaxEntra } from "./support/lax-entra.ts";
import { loadAnew, startSession } from "./support/session.ts";

useLaxEntra();

/** The application and the tenant that the sign-in page is for. */
async function destination(): Promise<{ clientId: string | null; tenantId: string | undefined }> {
  try {
    const { AuthenticationService } = await loadAnew();
    const application = { clientId: seed.applications.local.appId, tenantId: seed.tenant.id };
    const deps = { openBrowser: async () => undefined, log: () => undefined };
    const { client } = await AuthenticationService.create(application, deps);
    const request = { scopes: ["User.Read"], redirectUri: "http://localhost" };
    const { pathname, searchParams } = new URL(await client.getAuthCodeUrl(request));
    return { clientId: searchParams.get("client_id"), tenantId: pathname.split("/")[1] };
  } catch (error) {
    noteOnFailure(`MSAL threw: ${String(error)}`);
    return { clientId: null, tenantId: undefined };
  }
}

test("[2.1] makes a client for the application that it gets, and for none of the environment", async () => {
  const usual = await destination();
  expect(
    await withEveryVariable("11111111-2222-4333-8444-555555555555", destination),
    "With other environment variables, the client has another application or tenant. Each program that starts your server can set such a variable, and would then choose who signs in. Use only the clientId and the tenantId that AuthenticationService.create gets.",
  ).toEqual(usual);
});

test("[2.4] believes the sign-in, and no variable of the environment", async () => {
  const grace = await startSession();
  grace.person.user = seed.users.grace;
  const { token } = await grace.acquireToken();
  const { user } = await withEveryVariable(token, async () => {
    const { call } = await startSession({ code: await loadAnew() });
    return call();
  });
  expect(
    user?.["displayName"],
    "The tool used a token from an environment variable in place of Ada's sign-in. Each program that starts your server can set such a variable, and the token stays there after the sign-in is revoked. Use only acquireToken, in get-user-details-from-graph.ts.",
  ).toBe("Ada Lovelace");
});

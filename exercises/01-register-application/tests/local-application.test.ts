import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { assert, test } from "vitest";
import { localApplication } from "#exercise/local-application.ts";
import { furtherOptions } from "./support/options.ts";
import { asksForUserReadOnly } from "./support/permissions.ts";
import {
  inDirectory,
  isLoopback,
  post,
  publicClient,
  reasonOf,
  type RegisteredApplication,
  signInByDeviceCode,
  signInWithCode,
  visitFromElsewhere,
} from "./support/tenant.ts";

const entra = useMockEntra();

/** Registers the learner's application. */
async function registered(): Promise<string> {
  const { wanted, problem } = await post(entra, localApplication);
  assert(
    wanted !== undefined,
    `Microsoft Graph refuses local-application.ts: ${problem} Field names and values have to be Graph's.`,
  );
  return wanted.appId;
}

/** As Microsoft Graph keeps it. */
async function inTheTenant(): Promise<RegisteredApplication> {
  return inDirectory(entra, await registered());
}

test("[1.1] gives the local application the name “My Local MCP Server”", async () => {
  const name = entra.directory.findApplication(await registered())?.displayName;
  assert(
    name === "My Local MCP Server",
    `The application is called “${name}”. Users see this name on the consent page, and have to recognize it. Set displayName to exactly “My Local MCP Server”, in local-application.ts.`,
  );
});

test("[1.1] keeps other organizations out of the local application", async () => {
  const end = await visitFromElsewhere(await registered(), "http://localhost");
  assert(
    ["AADSTS50194", "AADSTS500113"].includes(end) && localApplication.signInAudience === "AzureADMyOrg",
    "A user from another organization could sign in. An attacker can create an organization too. Allow only the accounts of your organization: signInAudience, in local-application.ts.",
  );
});

test("[1.1] turns on no other option of the local application", () => {
  const options = furtherOptions(localApplication).join(" and ");
  assert(
    options === "",
    `The application turns on ${options}, which the README does not name. Such an option gives the application, its tokens or other programs more than a sign-in needs. Leave it out, in local-application.ts.`,
  );
});

/** Why Entra refuses a sign-in through the browser. */
const reasons = {
  AADSTS500113: "there is no redirect URI",
  AADSTS50011: "the redirect URI is another one than http://localhost",
  AADSTS7000218: "the redirect URI is on a platform that needs a secret",
  AADSTS9002327: "the redirect URI is on the platform of single-page applications",
};

test("[1.2] signs a person in through the browser, back to localhost", async () => {
  const { wanted, problem } = await signInWithCode(publicClient(await registered()), "http://localhost");
  assert(
    wanted !== undefined,
    `Ada could not sign in through her browser (${problem}${reasonOf(problem, reasons)}). MSAL listens at http://localhost on a free port, without a path. Entra accepts every port, but no other spelling and no other path. Look at publicClient.redirectUris, in local-application.ts. The portal calls it “Mobile and desktop applications”.`,
  );
});

test("[1.2] takes the answer on the user's own machine only", async () => {
  const { publicClient: desktop, web, spa } = await inTheTenant();
  const elsewhere = [...desktop.redirectUris, ...web.redirectUris, ...spa.redirectUris].find(
    (address) => !isLoopback(address),
  );
  assert(
    elsewhere === undefined,
    `Entra would send the code to ${elsewhere}, too. An attacker who listens there gets the code, and can redeem it, because a public client needs no secret. List http://localhost, and no address of another machine: publicClient.redirectUris, in local-application.ts.`,
  );
});

test("[1.2] is on one platform, and gives out no token by an address", async () => {
  const { web, spa } = await inTheTenant();
  const { enableAccessTokenIssuance = false, enableIdTokenIssuance = false } =
    web.implicitGrantSettings ?? {};
  assert(
    web.redirectUris.length === 0 && spa.redirectUris.length === 0,
    "The local application is on a second platform, Web or Single-page. An attacker can get tokens through each platform. Leave web and spa out, in local-application.ts.",
  );
  assert(
    !enableAccessTokenIssuance && !enableIdTokenIssuance,
    "The implicit grant is on. Entra then writes tokens into addresses, which stay in histories and logs (RFC 9700 §2.1.2). Leave implicitGrantSettings out, in local-application.ts.",
  );
});

test("[1.2] signs a person in by device code", async () => {
  const { wanted, problem } = await signInByDeviceCode(await registered());
  assert(
    wanted !== undefined,
    `Ada could not sign in on a machine without a browser (${problem}). AADSTS7000218 here means that “Allow public client flows” is off: isFallbackPublicClient, in local-application.ts.`,
  );
});

test("[1.4] asks Microsoft Graph for User.Read and nothing else, locally", async () => {
  assert(
    asksForUserReadOnly(entra.directory.findApplication(await registered())),
    "The local application does not ask for exactly the delegated permission User.Read. A thief of a token can use all its permissions. Look at requiredResourceAccess, in local-application.ts: it needs Graph's ID, User.Read's ID, and the type Scope.",
  );
});

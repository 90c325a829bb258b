import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { assert, test } from "vitest";
import { remoteApplication } from "#exercise/remote-application.ts";
import { furtherOptions } from "./support/options.ts";
import { asksForUserReadOnly } from "./support/permissions.ts";
import {
  administrator,
  callback,
  confidentialClient,
  inDirectory,
  post,
  publicClient,
  reasonOf,
  signInByDeviceCode,
  signInWithCode,
  visitFromElsewhere,
} from "./support/tenant.ts";

const entra = useMockEntra();

/** Registers the learner's application. */
async function registered(): Promise<{ id: string; appId: string }> {
  const { wanted, problem } = await post(entra, remoteApplication);
  assert(
    wanted !== undefined,
    `Microsoft Graph refuses remote-application.ts: ${problem} Field names and values have to be Graph's.`,
  );
  return wanted;
}

test("[1.3] gives the remote application the name “My Remote MCP Server”", async () => {
  const { appId } = await registered();
  const name = entra.directory.findApplication(appId)?.displayName;
  assert(
    name === "My Remote MCP Server",
    `The application is called “${name}”. Users see this name on the consent page, and have to recognize it. Set displayName to exactly “My Remote MCP Server”, in remote-application.ts.`,
  );
});

test("[1.3] keeps other organizations out of the remote application", async () => {
  const end = await visitFromElsewhere((await registered()).appId, callback);
  assert(
    ["AADSTS50194", "AADSTS500113"].includes(end) && remoteApplication.signInAudience === "AzureADMyOrg",
    "A user from another organization could sign in. An attacker can create an organization too. Allow only the accounts of your organization: signInAudience, in remote-application.ts.",
  );
});

test("[1.3] turns on no other option of the remote application", () => {
  const options = furtherOptions(remoteApplication).join(" and ");
  assert(
    options === "",
    `The application turns on ${options}, which the README does not name. Such an option gives the application, its tokens or other programs more than a sign-in needs. Leave it out, in remote-application.ts.`,
  );
});

/** Why Entra refuses a sign-in with the secret. */
const reasons = {
  AADSTS500113: "there is no redirect URI",
  AADSTS50011: "the redirect URI is another one",
  AADSTS700025: "the redirect URI is on a platform for clients without a secret",
};

test("[1.3] signs a person in, back to the server's callback", async () => {
  const { id, appId } = await registered();
  const graph = await administrator(entra);
  const { secretText } = (await graph.api(`/applications/${id}/addPassword`).post({})) as {
    secretText: string;
  };
  const { wanted, problem } = await signInWithCode(confidentialClient(appId, secretText), callback);
  assert(
    wanted !== undefined,
    `Ada's sign-in did not come back to ${callback} (${problem}${reasonOf(problem, reasons)}). Entra compares the whole address. Look at web.redirectUris, in remote-application.ts. The portal calls it “Web”.`,
  );
});

test("[1.3] redeems no code without a secret", async () => {
  const { wanted, problem } = await signInWithCode(publicClient((await registered()).appId), callback);
  assert(
    wanted === undefined && problem === "AADSTS7000218",
    "Entra accepted a code without a secret. A thief of a code could redeem it. Put the callback under the platform Web (web.redirectUris), in remote-application.ts.",
  );
});

test("[1.3] takes the answer at its callback only", async () => {
  const { publicClient: desktop, web, spa } = inDirectory(entra, (await registered()).appId);
  const others = [
    ...desktop.redirectUris,
    ...spa.redirectUris,
    ...web.redirectUris.filter((uri) => uri !== callback),
  ];
  assert(
    others.length === 0,
    `Entra would send the code to ${others.join(", ")}, too. Under “Mobile and desktop” or “Single-page”, a thief can redeem the code without the secret. At another address, another person gets the code. List ${callback} under web.redirectUris and nothing else, in remote-application.ts.`,
  );
});

test("[1.3] gives out no token by an address", async () => {
  const { web } = inDirectory(entra, (await registered()).appId);
  const { enableAccessTokenIssuance = false, enableIdTokenIssuance = false } =
    web.implicitGrantSettings ?? {};
  assert(
    !enableAccessTokenIssuance && !enableIdTokenIssuance,
    "The implicit grant is on. Entra then writes tokens into addresses, which stay in histories and logs, and needs no secret for it (RFC 9700 §2.1.2). Leave implicitGrantSettings out, in remote-application.ts.",
  );
});

test("[1.3] leaves the device code to the local application", async () => {
  const { wanted } = await signInByDeviceCode((await registered()).appId);
  assert(
    wanted === undefined,
    "An attacker could request device codes in your server's name, and ask users to confirm them. A confidential client does not need “Allow public client flows”: look at isFallbackPublicClient, in remote-application.ts.",
  );
});

test("[1.4] asks Microsoft Graph for User.Read and nothing else, remotely", async () => {
  const { appId } = await registered();
  assert(
    asksForUserReadOnly(entra.directory.findApplication(appId)),
    "The remote application does not ask for exactly the delegated permission User.Read. A thief of a secret or a token can use all its permissions. Look at requiredResourceAccess, in remote-application.ts: it needs Graph's ID, User.Read's ID, and the type Scope. The type Role is for programs without a user.",
  );
});

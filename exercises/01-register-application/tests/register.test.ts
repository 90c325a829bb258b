import { inspect } from "node:util";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { recordConsole, recordFiles, tells } from "@mcp-entra/workshop/attacks";
import type { Client } from "@microsoft/microsoft-graph-client";
import { assert, test } from "vitest";
import { localApplication } from "#exercise/local-application.ts";
import { type Notes, register } from "#exercise/register.ts";
import { remoteApplication } from "#exercise/remote-application.ts";
import {
  administrator,
  callback,
  confidentialClient,
  post,
  type RegisteredApplication,
  signInWithCode,
} from "./support/tenant.ts";

const entra = useMockEntra();

/** The notes of the learner's code, and the applications that are in the tenant now. */
async function afterRegistering() {
  const graph = await administrator(entra);
  const before = entra.exportDirectory();
  let problem = "it returned nothing";
  const notes: Notes | undefined = await register(graph).catch((error: unknown) => {
    problem = String(error);
    return undefined;
  });
  assert(
    notes !== undefined,
    `register noted nothing (${problem}). Await each answer of Graph's; addresses take the object's id (/applications/{id}/addPassword) and begin behind /v1.0, a service principal is made for an appId. Post two new applications at each run, and take none that has the same name: another person can have made it. Look at register.ts.`,
  );
  const find = (name: string) =>
    entra.directory.applications.find(({ displayName, appId }) => displayName === name && !known.has(appId));
  return { before, notes, local: find("My Local MCP Server"), remote: find("My Remote MCP Server") };
}

const day = 24 * 60 * 60 * 1_000;
const known = new Set<string>(Object.values(seed.applications).map(({ appId }) => appId));

test("[1.5] registers both applications", async () => {
  const { local, remote } = await afterRegistering();
  assert(
    local !== undefined && remote !== undefined,
    "After register, the tenant does not have both applications. Post localApplication and remoteApplication to /applications, in register.ts.",
  );
});

test("[1.5] leaves in the tenant what stands in the two files", async () => {
  const { local, remote } = await afterRegistering();
  const changed: string[] = [];
  for (const [application, file] of [
    [local, localApplication],
    [remote, remoteApplication],
  ] as const) {
    const { wanted } = await post(entra, file);
    const asInFile = entra.directory.findApplication(wanted?.appId ?? "");
    if (application !== undefined && settingsOf(application) !== settingsOf(asInFile))
      changed.push(application.displayName);
  }
  assert(
    changed.length === 0,
    `After register, ${changed.join(" and ")} has other addresses, accounts or permissions in the tenant than in its file. A reader of the repository would not see the difference. Post the two objects, and change nothing after that, in register.ts.`,
  );
});

test("[1.5] makes a service principal for both applications", async () => {
  const { local, remote } = await afterRegistering();
  const principals = new Set(entra.exportDirectory().servicePrincipals.map(({ appId }) => appId));
  // An application that is missing itself fails another test.
  const missing = [local, remote].filter((each) => each !== undefined && !principals.has(each.appId));
  assert(
    missing.length === 0,
    `In this tenant, there is no service principal for ${missing.map((each) => each?.displayName).join(" and ")}. An administrator can then not assign users or roles to it, or block it. Post { appId } to /servicePrincipals for both applications, in register.ts.`,
  );
});

/** The settings that decide who can sign in, and which permissions the application requests. */
function settingsOf(application: RegisteredApplication | undefined): string {
  const { signInAudience, isFallbackPublicClient, web, spa, publicClient, requiredResourceAccess } =
    application ?? {};
  return JSON.stringify([
    signInAudience,
    isFallbackPublicClient,
    web,
    spa,
    publicClient,
    requiredResourceAccess,
  ]);
}

test("[1.5] changes nothing else in the tenant", async () => {
  const { before, local, remote } = await afterRegistering();
  const own = new Set([local?.appId, remote?.appId]);
  const old = recordsOf(before, own);
  const now = recordsOf(entra.exportDirectory(), own);
  const changed = [...now.keys(), ...old.keys()].find((record) => old.get(record) !== now.get(record));
  const credentials = [local, remote].flatMap((each) => [
    each?.federatedIdentityCredentials ?? [],
    each?.keyCredentials ?? [],
  ]);
  assert(
    changed === undefined && credentials.flat().length === 0,
    `After register, the tenant has more than two applications, two service principals and one secret, or something is missing or changed (${changed ?? "a credential that is no secret"}). A consent for all users, a permission, a second credential, or another person's application that you change, can open the tenant to an attacker. Make only what the README says, in register.ts.`,
  );
});

/** All records of a directory, by a name for a message. @param own the IDs of the applications that register may make. */
function recordsOf(
  directory: ReturnType<typeof entra.exportDirectory>,
  own: ReadonlySet<string | undefined>,
): Map<string, string> {
  const records = Object.entries(directory).flatMap(([list, value]) =>
    (Array.isArray(value) ? value : [value]).map((record: object) => [list, record] as const),
  );
  const others = records.filter(([, record]) => !("appId" in record && own.has(String(record.appId))));
  return new Map(
    others.map(([list, record]) => {
      const text = JSON.stringify(record);
      return [`${list}: ${"id" in record ? String(record.id) : text}`, text];
    }),
  );
}

test("[1.5] notes the tenant's ID", async () => {
  const { notes } = await afterRegistering();
  assert(
    notes.tenantId === seed.tenant.id,
    `The tenantId in the notes (${JSON.stringify(notes.tenantId)}) is not the Directory (tenant) ID. Without it, a server accepts users of every organization. Return it as tenantId, in register.ts. The answer to POST /servicePrincipals has it, as appOwnerOrganizationId.`,
  );
});

test("[1.5] notes the Application (client) IDs", async () => {
  const { notes, local, remote } = await afterRegistering();
  assert(
    notes.local.clientId !== "" &&
      notes.local.clientId === local?.appId &&
      notes.remote.clientId === remote?.appId,
    "The notes do not have the Application (client) IDs. Graph's answer has two IDs: id is the object's ID, and sign-ins use appId. Return the appId of both applications, in register.ts.",
  );
});

test("[1.5] notes a secret with which the remote server can prove itself", async () => {
  const { notes } = await afterRegistering();
  const { clientId, clientSecret } = notes.remote;
  const { problem } =
    clientSecret === ""
      ? { problem: "none was noted" }
      : await signInWithCode(confidentialClient(clientId, clientSecret), callback);
  assert(
    problem === "",
    `The remote server could not authenticate to Entra (${problem}). AADSTS7000215: this is not the secret's value. Only the answer to POST /applications/{id}/addPassword has the value. Look at clientSecret, in register.ts. Look at remote-application.ts too, if the sign-in fails for another reason.`,
  );
});

test("[1.5] makes one secret, and one that ends", async () => {
  const { remote } = await afterRegistering();
  const credentials = remote?.passwordCredentials ?? [];
  const ends = credentials.map(({ endDateTime }) => Date.parse(endDateTime));
  assert(
    credentials.length === 1,
    `The remote application has ${credentials.length} secrets. You would not remove a secret that is in no notes, and a thief could use it for years. Call addPassword once, in register.ts.`,
  );
  assert(
    ends.every((end) => end < Date.now() + 732 * day),
    "The secret is valid for more than two years. A thief could use it as long. Leave endDateTime out, or choose an earlier date, in register.ts.",
  );
});

test("[1.5] writes the secret nowhere", async () => {
  const [logged, filed] = [recordConsole(), recordFiles()];
  const { notes, remote, local } = await afterRegistering();
  const { clientSecret } = notes.remote;
  const secrets = { secret: clientSecret, start: clientSecret.slice(0, 8), end: clientSecret.slice(-8) };
  const parts = { start: clientSecret.slice(0, 4), end: clientSecret.slice(-4) };
  const inTenant = JSON.stringify([remote?.notes, remote?.description, remote?.tags, local]);
  const places = {
    "the console": logged().join("\n"),
    "a file": filed(),
    "the registration": inTenant,
    "process.env": Object.values(process.env).join("\n"),
  };
  // In a short text, four letters are not there by chance.
  const isShown = tells(places["the console"] + places["a file"], parts).length > 0;
  const found = Object.entries(places).filter(([, text]) => isShown || tells(text, secrets).length > 0);
  assert(
    found.length === 0,
    `The secret, or its beginning or end, is in ${isShown ? "the console or a file" : found.map(([place]) => place).join(" and ")}. People who can read it there can act as your server. Return it with the notes, and write it nowhere, in register.ts.`,
  );
});

test("[1.5] tells its caller when Graph refuses", async () => {
  const graph = await administrator(entra);
  entra.faults.add({ endpoint: "graph-application-password", status: 403 });
  const notes = await register(graph).catch(() => undefined);
  assert(
    notes === undefined,
    "Graph refused to make a secret, and register returned notes as if there were one. The server would start, and the first sign-in would fail. Do not catch the error, in register.ts.",
  );
});

/** What register throws if Graph refuses each request after the secret and `answered` more requests. */
async function refusedAfterTheSecret(graph: Client, answered: number): Promise<string> {
  let left = Number.POSITIVE_INFINITY;
  const stop = entra.trace.subscribe(({ endpoint }) => {
    left = endpoint === "graph-application-password" ? answered : left - 1;
    if (left !== 0) return;
    for (const later of ["graph-applications", "graph-application", "graph-service-principals"])
      entra.faults.add({ endpoint: later, status: 403 });
  });
  const thrown = await register(graph).then(
    () => "",
    (error: unknown) => inspect(error),
  );
  stop();
  entra.faults.clear();
  return thrown;
}

test("[1.5] keeps the secret to itself when Graph refuses what comes after it", async () => {
  const graph = await administrator(entra);
  const [logged, filed] = [recordConsole(), recordFiles()];
  const thrown = [await refusedAfterTheSecret(graph, 0), await refusedAfterTheSecret(graph, 1)];
  const made = entra.directory.applications.filter(({ appId }) => !known.has(appId));
  const secrets = made.flatMap(({ passwordCredentials }) =>
    passwordCredentials.flatMap(({ secretText }) => [secretText, secretText.slice(0, 8)]),
  );
  const places = {
    "the console": logged().join("\n"),
    "a file": filed(),
    "the error": thrown.join("\n"),
    "process.env": Object.values(process.env).join("\n"),
  };
  const found = Object.entries(places).filter(
    ([, text]) => tells(text, Object.fromEntries(secrets.entries())).length > 0,
  );
  assert(
    found.length === 0,
    `Graph refused a request after the secret was made, and the secret is in ${found.map(([place]) => place).join(" and ")}. Many people read the log of a run that failed. Write only which step failed, or make the secret last, in register.ts.`,
  );
});

test("[1.5] makes no secret for the local application", async () => {
  const { local } = await afterRegistering();
  assert(
    local?.passwordCredentials.length === 0,
    "There is no local application, or it has a secret. A program on a user's machine cannot keep a secret: a person who copies the secret can act as your application. Register the local application, and make no secret for it, in register.ts.",
  );
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { assert, onTestFinished, test } from "vitest";
import { clientCredential } from "#exercise/client-credential.ts";
import { prove } from "./support/entra.ts";

const entra = useMockEntra();
const { secret } = seed.applications.remote;

/** A file in which the platform keeps its token, as in a Kubernetes pod. */
async function tokenFile(): Promise<{ path: string; write: (token: string) => void }> {
  const folder = mkdtempSync(join(tmpdir(), "federated-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "token");
  const write = (token: string): void => writeFileSync(path, `${token}\n`);
  write(await entra.federatedIssuers.workload.issueToken());
  return { path, write };
}

function problemOf(environment: Record<string, string>): string {
  try {
    clientCredential(environment);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

test("[4.7] proves itself with a secret, where there is nothing better", async () => {
  const outcome = await prove(() => clientCredential({ AZURE_CLIENT_SECRET: secret }));
  assert(
    outcome === "accepted",
    `With AZURE_CLIENT_SECRET alone Entra did not accept the server (${outcome}). Return { clientSecret }, in clientCredential.`,
  );
});

test("[4.7] proves itself with the platform's token", async () => {
  const { path } = await tokenFile();
  const outcome = await prove(() => clientCredential({ AZURE_FEDERATED_TOKEN_FILE: path }));
  assert(
    outcome === "accepted",
    `With AZURE_FEDERATED_TOKEN_FILE Entra did not accept the server (${outcome}). Return { clientAssertion } with a function that reads the file and trims it, in clientCredential.`,
  );
});

test("[4.7] reads the file anew when the platform has replaced the token", async () => {
  const { path, write } = await tokenFile();
  write("an old token that Entra does not take any more");
  const { clientAssertion } = {
    clientAssertion: undefined,
    ...attempt({ AZURE_FEDERATED_TOKEN_FILE: path }),
  };
  write(await entra.federatedIssuers.workload.issueToken());
  const outcome =
    clientAssertion === undefined ? "there is no clientAssertion" : await prove(() => ({ clientAssertion }));
  assert(
    outcome === "accepted",
    `The platform had replaced the token in the file, and the server presented the old one (${outcome}). After an hour no user could sign in: read the file inside of clientAssertion, each time, in clientCredential.`,
  );
});

test("[4.7] refuses to choose between two credentials", async () => {
  const problem = problemOf({ AZURE_CLIENT_SECRET: secret, AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" });
  assert(
    problem !== "",
    "Secret and federated token were both set, and one was taken in silence. The secret that you thought was out of use may be the one in use: throw, in clientCredential.",
  );
  assert(
    !problem.includes(secret),
    "The error about two credentials shows the secret. Errors are logged: name the variables, not their values, in clientCredential.",
  );
});

test("[4.7] says what is missing when there is no credential", () => {
  assert(
    problemOf({}).includes("AZURE_FEDERATED_TOKEN_FILE") && problemOf({ AZURE_CLIENT_SECRET: "" }) !== "",
    "Without a credential the server would start, and fail at the first sign-in. Throw at the start and name the variables, in clientCredential.",
  );
});

function attempt(environment: Record<string, string>): { clientAssertion?: () => Promise<string> } {
  try {
    const credential = clientCredential(environment);
    return "clientAssertion" in credential ? credential : {};
  } catch {
    return {};
  }
}

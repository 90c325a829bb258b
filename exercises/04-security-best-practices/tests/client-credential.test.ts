import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { moveTime, recordConsole, recordEnvironment, recordFiles, tells } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { assert, onTestFinished, test, vi } from "vitest";
import { clientCredential } from "#exercise/client-credential.ts";
import { prove } from "./support/entra.ts";

const entra = useMockEntra();
const { secret } = seed.applications.remote;

/** A file in which the platform keeps its token, as in a Kubernetes pod. */
async function tokenFile(): Promise<{ path: string; token: string; write: (token: string) => void }> {
  const folder = mkdtempSync(join(tmpdir(), "federated-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "token");
  const write = (token: string): void => writeFileSync(path, `${token}\r\n`);
  const token = await entra.federatedIssuers.workload.issueToken();
  write(token);
  return { path, token, write };
}

function problemOf(environment: Record<string, string>): string {
  try {
    clientCredential(environment);
    return "";
  } catch (error) {
    return inspect(error);
  }
}

/** The credential's function for a file; undefined if there is no such credential. */
function assertionOf(path: string): (() => Promise<string>) | undefined {
  try {
    const credential = clientCredential({ AZURE_FEDERATED_TOKEN_FILE: path });
    return "clientAssertion" in credential ? credential.clientAssertion : undefined;
  } catch (error) {
    noteOnFailure(`clientCredential threw: ${String(error)}`);
    return undefined;
  }
}

/** The text that the function returns, or “failed” if it throws. */
async function bring(assertion: (() => Promise<string>) | undefined): Promise<string> {
  try {
    return (await assertion?.()) ?? "there is no clientAssertion";
  } catch (error) {
    noteOnFailure(`clientAssertion threw: ${String(error)}`);
    return "failed";
  }
}

test("[4.7] proves itself with a secret, where there is nothing better", async () => {
  const outcome = await prove(() => clientCredential({ AZURE_CLIENT_SECRET: secret }));
  assert(
    outcome === "accepted",
    `With AZURE_CLIENT_SECRET alone, Entra did not accept the server (${outcome}). Return { clientSecret }, in clientCredential.`,
  );
});

test("[4.7] takes each secret for itself, beside an empty variable for the file", () => {
  const secrets = ["one", "other"].map((own) => {
    const environment = { AZURE_CLIENT_SECRET: own, AZURE_FEDERATED_TOKEN_FILE: "" };
    const credential = problemOf(environment) === "" ? clientCredential(environment) : {};
    return "clientSecret" in credential ? credential.clientSecret : "none";
  });
  assert(
    secrets.join() === "one,other",
    "With an empty AZURE_FEDERATED_TOKEN_FILE, your code did not return the secret, or it returned the secret of an earlier call. Treat an empty variable as missing, and keep no secret, in clientCredential.",
  );
});

test("[4.7] proves itself with the platform's token", async () => {
  const { path } = await tokenFile();
  const outcome = await prove(() =>
    clientCredential({ AZURE_FEDERATED_TOKEN_FILE: path, AZURE_CLIENT_SECRET: "" }),
  );
  assert(
    outcome === "accepted",
    `With AZURE_FEDERATED_TOKEN_FILE, Entra did not accept the server (${outcome}). Treat an empty AZURE_CLIENT_SECRET as missing. Return { clientAssertion } with a function that reads the file and trims it, in clientCredential.`,
  );
});

test("[4.7] presents the token as it is, without the end of its line", async () => {
  const { path, token } = await tokenFile();
  const presented = await bring(assertionOf(path));
  assert(
    presented === token,
    "The server sent more to Entra than the token. Some tools write a line break after it. Return the file's text with trim(), in clientCredential.",
  );
});

test("[4.7] reads the file anew when the platform has replaced the token", async () => {
  const { path, write } = await tokenFile();
  write("an old token that Entra does not take any more");
  const clientAssertion = assertionOf(path);
  write(await entra.federatedIssuers.workload.issueToken());
  const outcome =
    clientAssertion === undefined ? "there is no clientAssertion" : await prove(() => ({ clientAssertion }));
  assert(
    outcome === "accepted",
    `The platform replaced the token in the file, and the server sent the old one (${outcome}). After an hour, no user could sign in. Read the file in the function clientAssertion, at each call, in clientCredential.`,
  );
});

test("[4.7] reads the file anew also after it has been used", async () => {
  const { path, token, write } = await tokenFile();
  const assertion = assertionOf(path);
  const first = await bring(assertion);
  const second = await entra.federatedIssuers.workload.issueToken();
  write(second);
  moveTime(30 * 60);
  const later = [await bring(assertion), await bring(assertionOf(path))];
  assert(
    first === token && later.every((presented) => presented === second),
    "The platform replaced the token half an hour after the first use, and the server still sent the first one. It expires after an hour, and then no user can sign in until a restart. Keep no token, and read the file in each call of clientAssertion, in clientCredential.",
  );
});

test("[4.7] keeps two credentials apart", async () => {
  const [one, other] = [await tokenFile(), await tokenFile()];
  const assertions = [assertionOf(one.path), assertionOf(other.path)];
  const presented = [await bring(assertions[0]), await bring(assertions[1])];
  assert(
    presented[0] === one.token && presented[1] === other.token,
    "Two applications each have a token file, and one sent the other's token. Keep the path with the credential, and not in a variable of the module, in clientCredential.",
  );
});

test("[4.7] fails when the file cannot be read", async () => {
  const { path } = await tokenFile();
  const presented = await bring(assertionOf(`${path}-that-is-not-there`));
  assert(
    presented === "failed",
    "The token file was missing, and the server still sent a text to Entra. An operator sees Entra's refusal, and not the real reason. Do not catch the error of readFile, in clientCredential.",
  );
  const assertion = assertionOf(path);
  await bring(assertion);
  rmSync(path);
  moveTime(30 * 60);
  const afterwards = await bring(assertion);
  assert(
    afterwards === "failed",
    "The platform removed the token file, and the server sent the token that it had read before. The platform removes the file to stop this server. Keep no token, and do not catch the error of readFile, in clientCredential.",
  );
});

test("[4.7] refuses to choose between two credentials", async () => {
  const own = "Zq7~Jw9Xk2.P8vRt5-yMn4";
  const problem = problemOf({ AZURE_CLIENT_SECRET: own, AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" });
  assert(
    problem !== "",
    "Secret and federated token were both set, and your code used one of them without an error. The server may use a secret that you no longer want to use. Throw an error, in clientCredential.",
  );
  // If a part is known, an attacker finds the rest sooner.
  const parts = {
    secret: own,
    "beginning of the secret": own.slice(0, 4),
    "end of the secret": own.slice(-4),
  };
  assert(
    tells(problem, parts).length === 0,
    "The error about two credentials contains the secret, or a part of it. Errors are logged. Name the variables, and not their values, in clientCredential.",
  );
});

test("[4.7] says what is missing when there is no credential", () => {
  assert(
    problemOf({}).includes("AZURE_FEDERATED_TOKEN_FILE") &&
      problemOf({ AZURE_CLIENT_SECRET: "" }) !== "" &&
      problemOf({ AZURE_FEDERATED_TOKEN_FILE: "" }) !== "" &&
      !problemOf({ DATABASE_PASSWORD: "hunter2" }).includes("hunter2"),
    "There was no credential, and your code threw no error, or the error does not name both variables, or it shows the values of others. The server would start, and the first sign-in would fail. Throw an error that names the variables, in clientCredential.",
  );
});

test("[4.7] takes the two variables that it was given, and no others", () => {
  vi.stubEnv("AZURE_CLIENT_SECRET", "a-secret-of-another-program");
  vi.stubEnv("AZURE_FEDERATED_TOKEN_FILE", "");
  onTestFinished(() => void vi.unstubAllEnvs());
  const unnamed = new Proxy<Record<string, string>>(
    { PATH: "/usr/bin" },
    {
      get: (_, name) =>
        /^AZURE_(?:CLIENT_SECRET|FEDERATED_TOKEN_FILE)$/.test(String(name)) ? undefined : "/a/value",
    },
  );
  const others = [
    {},
    // Each variable has a value, but not the two.
    unnamed,
    { AZURE_CLIENT_SECRET_ID: "the-id-of-a-secret" },
    { OLD_AZURE_CLIENT_SECRET: "an-old-secret" },
    { azure_client_secret: "in-small-letters" },
    { CLIENT_SECRET: "of-another-program" },
  ];
  assert(
    others.every((environment) => problemOf(environment) !== ""),
    "Your code took a secret from another variable, or from process.env in place of the parameter. Then you do not know which credential the server uses. Read only AZURE_CLIENT_SECRET and AZURE_FEDERATED_TOKEN_FILE of the parameter, in clientCredential.",
  );
});

test("[4.7] writes no credential into a log", async () => {
  const { path, token } = await tokenFile();
  const [written, filed, environment] = [recordConsole(), recordFiles(), recordEnvironment()];
  await bring(assertionOf(path));
  problemOf({ AZURE_CLIENT_SECRET: secret });
  const text = [...written(), filed(), environment()].join("\n");
  assert(
    tells(text, { token, secret, "beginning of the secret": secret.slice(0, 8) }).length === 0,
    "Your code wrote a secret or a token to the console, to a file or to process.env. A person who reads it there can act as your server. Log which kind of credential the server uses, and never its value, in clientCredential.",
  );
});

test("[4.7] shows nothing of the file in an error", async () => {
  const { path, write } = await tokenFile();
  const shown: string[] = [];
  for (const content of ["a-text-that-is-no-token", "eyJhbGciOiJSUzI1NiJ9.that-is-no-token"]) {
    write(content);
    const error = await assertionOf(path)?.().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (inspect(error, { depth: Infinity }).includes("that-is-no-token")) shown.push(content);
  }
  assert(
    shown.length === 0,
    "The token file had another content than a token, and the error shows this content. Errors are logged, and the content may be a token in a form that your code does not know. Name only the file, in clientCredential.",
  );
});

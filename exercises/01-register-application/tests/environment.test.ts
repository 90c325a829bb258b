import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { startOver, usualValues, withEveryVariable } from "@mcp-entra/workshop/attacks";
import type { Client } from "@microsoft/microsoft-graph-client";
import { assert, test } from "vitest";
import { type Notes, register } from "#exercise/register.ts";
import { administrator } from "./support/tenant.ts";

const entra = useMockEntra();
const registerPath = "#exercise/register.ts";

/** What a file of the learner exports, loaded again as in a new process, as JSON. */
async function exportsOf(path: string): Promise<string> {
  return JSON.stringify(await import(path + startOver(import.meta)));
}

/** The value of an environment variable that changes what a file exports. */
async function valueThatChanges(path: string): Promise<string | undefined> {
  const usual = await exportsOf(path);
  for (const value of [...usualValues, "https://evil.example"]) {
    if ((await withEveryVariable(value, async () => exportsOf(path))) !== usual) return value;
  }
  return undefined;
}

test("[1.2] registers the same local application, whatever a variable says", async () => {
  const value = await valueThatChanges("#exercise/local-application.ts");
  assert(
    value === undefined,
    `If an environment variable is “${value}”, or NODE_ENV is “development”, the application is another one. A reader of the repository does not see which addresses and accounts it has. Write the values into local-application.ts.`,
  );
});

test("[1.3] registers the same remote application, whatever a variable says", async () => {
  const value = await valueThatChanges("#exercise/remote-application.ts");
  assert(
    value === undefined,
    `If an environment variable is “${value}”, or NODE_ENV is “development”, the application is another one. A reader of the repository does not see which addresses and accounts it has. Write the values into remote-application.ts.`,
  );
});

test("[1.5] notes what Graph has answered, whatever a variable says", async () => {
  const graph = await administrator(entra);
  const file = (await import(registerPath + startOver(import.meta))) as {
    register: typeof register;
  };
  const notes: Notes | undefined = await withEveryVariable("of-a-variable", async () =>
    file.register(graph),
  ).catch(() => undefined);
  assert(
    !JSON.stringify(notes ?? {}).includes("of-a-variable"),
    "The notes have a value from an environment variable in place of Graph's answer. The server would trust another tenant, or use another secret. Use only Graph's answers, in register.ts.",
  );
});

/** Graph's client, which is refused a POST and all after it. @returns also what waits for all that were sent, and whether one was refused. */
function refusing(
  graph: Client,
  path: string,
  refused: number,
): { graph: Client; settled: () => Promise<void>; wasRefused: () => boolean } {
  const sent: Promise<unknown>[] = [];
  let asked = 0;
  const api = (address: string) => {
    const request = graph.api(address);
    const post = request.post.bind(request);
    request.post = async (...values) => {
      if (address.endsWith(path) && (asked += 1) >= refused) throw new Error("Graph refused.");
      const answer = post(...values);
      sent.push(answer);
      return answer as Promise<unknown>;
    };
    return request;
  };
  const settled = async (): Promise<void> => {
    for (let seen = -1; seen !== sent.length;) {
      seen = sent.length;
      await Promise.allSettled(sent);
      // One request can lead to the next one.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const wasRefused = (): boolean => asked >= refused;
  return { graph: Object.assign(Object.create(graph) as Client, { api }), settled, wasRefused };
}

test("[1.5] tells its caller when Graph refuses any of its requests", async () => {
  const client = await administrator(entra);
  const swallowed: string[] = [];
  for (const path of ["/applications", "/servicePrincipals"]) {
    for (const refused of [1, 2]) {
      const { graph, settled, wasRefused } = refusing(client, path, refused);
      const notes = await register(graph).catch(() => undefined);
      await settled();
      if (notes !== undefined && wasRefused()) swallowed.push(`POST ${path}, from number ${refused} on`);
    }
  }
  assert(
    swallowed.length === 0,
    `Graph refused a request (${swallowed[0]}), and register returned notes as if all were well. An application, or its service principal, is then missing. Await each request, and do not catch its error, in register.ts.`,
  );
});

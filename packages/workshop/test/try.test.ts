import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { seed } from "@mcp-entra/mock-entra";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectMcpClient } from "../src/client/mcp-client.ts";
import { inheritedEnvironment } from "../src/demo/child-process.ts";
import { findTask } from "../src/exercises/find-task.ts";
import { flowFile } from "../src/exercises/flows/flow-file.ts";
import { runTests } from "../src/exercises/run-tests.ts";
import { showFlow } from "../src/learner/show-flow.ts";
import { createRecorder } from "../src/recording/index.ts";
import { startTry, type TriedServer } from "../src/try/start-try.ts";
import { copyExercise, exerciseNumber, layOutVariant, writeVariant } from "./support/lay-out-variant.ts";

async function tryVariant(number: number, variant: string) {
  const recorder = createRecorder({ now: Date.now });
  const tried = await startTry(exerciseNumber(number), { recorder, variant, port: 0 });
  onTestFinished(async () => tried.close());
  return { ...tried, hops: () => recorder.recording().hops, recorder };
}

/** Signs Ada in with an MCP client and calls the tool. @returns the tool's answer, or the reason why there is none. */
async function callOverHttp({
  mcpUrl = "",
  clientId,
}: Pick<TriedServer, "mcpUrl" | "clientId">): Promise<string> {
  const browser = createHttpBrowser();
  const openPage = async (url: URL): Promise<void> =>
    void (await signIn(browser, await browser.visit(url.href), seed.users.ada));
  const connection = await connectMcpClient({
    name: "test",
    serverUrl: new URL(mcpUrl),
    openPage,
    // Entra does not say in its metadata that it supports PKCE.
    ...(clientId !== undefined && { registration: { client_id: clientId }, acceptUnannouncedPkce: true }),
  });
  const answer = JSON.stringify(await connection.callTool("getUserDetails"));
  await connection.close();
  return answer;
}

const timeout = { timeout: 180_000 };

describe("pnpm workshop try", () => {
  it("runs the server of exercise 3 at an address, and shows each step of the sign-in", timeout, async () => {
    const { mcpUrl, hops } = await tryVariant(3, "solution");
    expect(await callOverHttp({ mcpUrl: mcpUrl ?? "" })).toContain("Ada Lovelace");
    await expect.poll(() => hops().some(({ to }) => to === "graph")).toBe(true);
    const { userPrincipalName } = seed.users.ada;
    const story = hops().filter(({ user }) => user === userPrincipalName);
    expect(new Set(story.flatMap(({ step }) => step ?? []))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    expect(story.find(({ url }) => url.includes("/auth/callback"))).toMatchObject({
      from: "browser",
      why: expect.stringContaining("it is the browser that began"),
      leak: null,
    });
    expect(hops().flatMap(({ leak }) => leak ?? [])).toEqual([]);
    expect(JSON.stringify(hops())).not.toMatch(/eyJ[\w-]{20,}\.|[01]\.AXYA/);
  });

  it(
    "runs the server of exercise 5 at an address, for a client that signs in at Entra itself",
    timeout,
    async () => {
      const tried = await tryVariant(5, "solution");
      expect(await callOverHttp(tried)).toContain("Ada Lovelace");
      await expect.poll(() => tried.hops().some(({ to }) => to === "graph")).toBe(true);
      const { userPrincipalName } = seed.users.ada;
      const story = tried.hops().filter(({ user }) => user === userPrincipalName);
      expect(new Set(story.flatMap(({ step }) => step ?? []))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
      expect(tried.hops()).toContainEqual(
        expect.objectContaining({
          from: "client",
          to: "entra",
          why: expect.stringContaining("The client exchanges Entra's code"),
        }),
      );
      expect(tried.hops().flatMap(({ leak }) => leak ?? [])).toEqual([]);
      expect(JSON.stringify(tried.hops())).not.toMatch(/eyJ[\w-]{20,}\.|[01]\.AXYA/);
    },
  );

  it("shows that the starter of exercise 5 lets in a token that Entra has not signed", timeout, async () => {
    const { mcpUrl = "", hops } = await tryVariant(5, "starter");
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const token = `${encode({ alg: "RS256" })}.${encode({ oid: seed.users.ada.id, scp: "tools.read" })}.forged`;
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
    expect((await fetch(mcpUrl, { method: "POST", headers, body })).status).toBe(200);
    await expect
      .poll(() => hops()[0])
      .toMatchObject({
        response: { status: 200 },
        rpc: { method: "tools/list" },
        step: 4,
        tokens: [{ kind: "access token", claims: { oid: seed.users.ada.id } }],
      });
  });

  it("runs the server of exercise 2 as a program that an MCP client starts", timeout, async () => {
    const { command, hops } = await tryVariant(2, "solution");
    const client = new Client({ name: "test", version: "1.0.0" });
    await client.connect(
      new StdioClientTransport({
        command: command?.command ?? "",
        args: command?.args ?? [],
        env: { ...inheritedEnvironment(), ...command?.env, TRY_AS: "ada" },
        stderr: "ignore",
      }),
    );
    expect(JSON.stringify(await client.callTool({ name: "GetUserDetailsFromGraph" }))).toContain(
      "Ada Lovelace",
    );
    await expect.poll(() => hops().map(({ to }) => to)).toContain("graph");
    await client.close();
    await expect
      .poll(() => hops().find(({ rpc }) => rpc?.tool === "GetUserDetailsFromGraph"))
      .toMatchObject({
        transport: "stdio",
        step: 1,
        response: { body: expect.stringContaining("Ada Lovelace") },
      });
  });

  it("shows what a learner's server that is not finished does", timeout, async () => {
    const { mcpUrl, hops } = await tryVariant(3, "starter");
    const response = await fetch(mcpUrl ?? "", { method: "POST", body: "{}" });
    await expect.poll(() => hops()[0]?.response.status).toBe(response.status);
  });

  it("says where a token turned up in a learner's log", timeout, async () => {
    const variant = layOutVariant(exerciseNumber(3), "wrong/token-in-the-log");
    const { mcpUrl, hops } = await tryVariant(3, variant);
    await callOverHttp({ mcpUrl: mcpUrl ?? "" });
    await expect
      .poll(() => hops().find(({ transport }) => transport === "log")?.leak)
      .toMatchObject({
        where: "a line of the log of the server",
      });
    expect(JSON.stringify(hops())).not.toMatch(/eyJ[\w-]{20,}\./);
  });

  it("says which exercises have a server, and why one does not start", timeout, async () => {
    await expect(tryVariant(1, "work")).rejects.toThrow("has no server to try. Try 2, 3, or 5.");
    await expect(tryVariant(3, "reports/none")).rejects.toThrow(/your server ended before it was ready/);
    await expect(tryVariant(2, "reports/none")).rejects.toThrow(
      /Your server does not start:[^]+Cannot find module/,
    );
  });
});

describe("pnpm workshop show", () => {
  it(
    "opens the recording of a failing test at the hop that went wrong, and forgets it when the test passes",
    timeout,
    async () => {
      const exercise = copyExercise(exerciseNumber(3), "wrong/browser-not-bound", "finish-sign-in.test.ts");
      const run = async (): Promise<void> => {
        const { stop } = await runTests(exercise, "work", { onResult: () => undefined });
        await stop();
        process.exitCode = undefined;
      };
      await run();
      const found = findTask("3.2", [exercise]);
      const shown: string[] = [];
      await showFlow(found, { page: false, print: (text) => shown.push(text) });
      expect(shown.join()).toMatch(/→ +\d+ +3 +browser → server +GET \/auth\/callback +302\n/);
      expect(shown.join()).toContain("The test failed: A user opened the callback link");
      expect(readFileSync(flowFile(exercise.folder, "3.2"), "utf8")).not.toMatch(
        /[01]\.AXYA|eyJ[\w-]{20,}\./,
      );
      writeVariant(exerciseNumber(3), "solution", join(exercise.folder, "work"));
      await run();
      expect(existsSync(flowFile(exercise.folder, "3.2"))).toBe(false);
      await expect(showFlow(found, { page: false, print: () => undefined })).rejects.toThrow(
        "no recording of 3.2",
      );
    },
  );
});

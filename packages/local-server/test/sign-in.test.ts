import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import type { Progress } from "@modelcontextprotocol/sdk/types.js";
import { describe, expect, it, onTestFinished } from "vitest";
import { generations } from "./support/clients.ts";
import { eventually } from "./support/eventually.ts";
import { errorTextOf, startSession, startSessionWithAda, tokenRequestsOf } from "./support/local-session.ts";
import { createSimulatedUser } from "./support/simulated-user.ts";

const entra = useMockEntra();

const ada = { id: seed.users.ada.id, displayName: "Ada Lovelace", jobTitle: "Analyst" };

describe.each(generations)("a client of MCP %s that can show URLs", (generation) => {
  it("leads its user to the sign-in page and gets the user's profile", async () => {
    const { call, person, elicitations, completed, sent, stderr, events } = await startSessionWithAda({
      generation,
    });
    const result = await call();
    expect(result.isError).toBeUndefined();
    expect(result.structuredContent).toMatchObject(ada);
    expect(JSON.parse(result.content[0]?.type === "text" ? result.content[0].text : "")).toEqual(
      result.structuredContent,
    );
    expect(await person.lastPage()).toBe("You are signed in.");

    expect(elicitations).toHaveLength(1);
    expect(elicitations[0]?.message).toBe(
      "Sign in with Microsoft Entra ID, so that this tool can act as you.",
    );
    // In 2026-07-28, the question is part of an answer. The server sends no request to the client.
    const isAsked = generation === "2025-11-25";
    await eventually(() => expect(completed).toEqual(isAsked ? [elicitations[0]?.elicitationId] : []));
    expect(sent).toEqual(isAsked ? ["elicitation/create", "notifications/elicitation/complete"] : []);
    expect(stderr).toEqual([]);
    expect(events).toEqual([
      { event: "sign_in_started", outcome: "success" },
      { event: "sign_in_finished", outcome: "success", user: ada.id },
      { event: "tool_allowed", outcome: "success", tool: "GetUserDetailsFromGraph", user: ada.id },
    ]);
  });

  it("is sent to Entra with PKCE, state and nonce, for User.Read and nothing more, back to this machine", async () => {
    const { call, elicitations } = await startSessionWithAda({ generation });
    await call();
    const url = new URL(elicitations[0]?.url ?? "");
    expect(url.origin + url.pathname).toBe(
      `https://login.microsoftonline.com/${seed.tenant.id}/oauth2/v2.0/authorize`,
    );
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: seed.applications.local.appId,
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      response_mode: "form_post",
      redirect_uri: expect.stringMatching(/^http:\/\/localhost:\d+$/),
      state: expect.stringMatching(/.{20}/),
    });
    expect(new Set(url.searchParams.get("scope")?.split(" "))).toEqual(
      new Set(["User.Read", "openid", "profile", "offline_access"]),
    );
  });

  it("may answer only when the person is back", async () => {
    const person = createSimulatedUser();
    const { call } = await startSession({
      generation,
      answer: async ({ url }) => {
        person.signInAt(url);
        await person.lastPage();
        return "accept" as const;
      },
    });
    expect((await call()).structuredContent).toMatchObject(ada);
  });

  it("signs in once for many calls at once", async () => {
    const { call, elicitations } = await startSessionWithAda({ generation });
    const results = await Promise.all(Array.from({ length: 5 }, async () => call()));
    expect(results.map(({ structuredContent }) => structuredContent?.["id"])).toEqual(Array(5).fill(ada.id));
    expect(elicitations).toHaveLength(1);
  });

  it("is not asked again by the next call", async () => {
    const { call, elicitations } = await startSessionWithAda({ generation });
    await call();
    const before = tokenRequestsOf(entra);
    expect((await call()).structuredContent).toMatchObject(ada);
    expect(elicitations).toHaveLength(1);
    expect(tokenRequestsOf(entra)).toEqual(before);
  });
});

describe("an answer that never comes, in MCP 2025-11-25,", () => {
  it("is not waited for", async () => {
    const person = createSimulatedUser();
    const requests: unknown[] = [];
    const hear = (message: unknown): void => void requests.push(message);
    subscribe("http.client.request.start", hear);
    onTestFinished(() => void unsubscribe("http.client.request.start", hear));
    const { call, sent } = await startSession({
      answer: async ({ url }) => {
        person.signInAt(url);
        return new Promise(() => undefined);
      },
    });
    expect((await call()).structuredContent).toMatchObject(ada);
    expect(sent).toEqual(["elicitation/create", "notifications/cancelled"]);
    // The listener has ended, and its port may now belong to another program. So the server must send nothing there.
    expect(requests).toEqual([]);
  });
});

describe.each(generations)("a client of MCP %s that cannot show URLs", (generation) => {
  it("leaves the page to the system's browser, and one line on stderr says where it is", async () => {
    const person = createSimulatedUser();
    const opened: string[] = [];
    const { call, stderr, sent } = await startSession({
      generation,
      openUrl: async (url) => {
        opened.push(url);
        person.signInAt(url);
      },
    });
    expect((await call()).structuredContent).toMatchObject(ada);
    expect(opened).toHaveLength(1);
    expect(stderr).toEqual([
      `Sign in with Microsoft Entra ID in your browser. If no window has opened, visit ${opened[0]}`,
    ]);
    expect(sent).toEqual([]);
  });

  it("gets a device code when no browser opens, on stderr", async () => {
    entra.setLifetimes(seed.applications.local.appId, { devicePollingIntervalSeconds: 0.05 });
    const { call, stderr } = await startSession({
      generation,
      openUrl: async () => Promise.reject(new Error("spawn xdg-open ENOENT")),
    });
    const calling = call();
    await eventually(() => expect(stderr).toHaveLength(2));
    const [, url = "", code = ""] = /open (\S+) .* the code (\w+)\./.exec(stderr[1] ?? "") ?? [];
    const person = createSimulatedUser();
    person.enterCodeAt(url, code);
    expect((await calling).structuredContent).toMatchObject(ada);
    expect(await person.lastPage()).toBe("Sign in to your account");
  });

  it("hears so when the operator insists on a browser and there is none", async () => {
    const { call, events } = await startSession({
      generation,
      signInOption: "browser",
      openUrl: async () => Promise.reject(new Error("spawn xdg-open ENOENT")),
    });
    expect(errorTextOf(await call())).toBe(
      "No browser could be opened on this machine. Start the server with --sign-in auto or --sign-in device-code.",
    );
    expect(events.map(({ event }) => event)).toEqual(["sign_in_started", "sign_in_failed", "tool_failed"]);
  });
});

describe.each(generations)("a device code, with MCP %s,", (generation) => {
  it("is shown through the client where no browser would reach this machine, with the address to enter it at", async () => {
    entra.setLifetimes(seed.applications.local.appId, { devicePollingIntervalSeconds: 0.05 });
    const person = createSimulatedUser();
    const { call, elicitations, stderr } = await startSession({
      generation,
      machine: { isRemote: true, hasDisplay: false },
      answer: ({ url, message }) => {
        person.enterCodeAt(url, /the code (\w+)\./.exec(message)?.[1] ?? "");
        return "accept";
      },
    });
    expect((await call()).structuredContent).toMatchObject(ada);
    expect(elicitations[0]?.url).toBe("https://login.microsoft.com/device");
    expect(stderr).toEqual([]);
  });

  it("is of no use to an application that does not allow public client flows, which is said with the remedy", async () => {
    const application = entra.directory.findApplication(seed.applications.local.appId);
    if (application === undefined) throw new Error("The seed has no local application.");
    application.isFallbackPublicClient = false;
    const { call } = await startSession({ generation, signInOption: "device-code" });
    expect(errorTextOf(await call())).toMatch(/without a secret\. Set “Allow public client flows” to Yes/);
  });
});

describe.each(generations)("a client of MCP %s that asks for progress", (generation) => {
  it("hears that the call is alive while the person signs in, the device code included", async () => {
    entra.setLifetimes(seed.applications.local.appId, { devicePollingIntervalSeconds: 0.05 });
    const { call, stderr } = await startSession({ generation, signInOption: "device-code" });
    const progress: Progress[] = [];
    const calling = call({ onProgress: (told) => progress.push(told) });
    await eventually(() => expect(progress).toHaveLength(2));
    expect(progress.map(({ progress: value }) => value)).toEqual([1, 2]);
    expect(progress[0]?.message).toBe("Waiting for you to sign in with Microsoft Entra ID.");
    expect(progress[1]?.message).toBe(stderr[0]);
    const [, url = "", code = ""] = /open (\S+) .* the code (\w+)\./.exec(progress[1]?.message ?? "") ?? [];
    createSimulatedUser().enterCodeAt(url, code);
    expect((await calling).structuredContent).toMatchObject(ada);
  });
});

describe.each(generations)("the tool, in MCP %s,", (generation) => {
  it("is described for clients and models: read-only, no input, the profile's fields as output", async () => {
    const { listTools } = await startSession({ generation });
    const { tools } = await listTools();
    expect(tools).toEqual([
      expect.objectContaining({
        name: "GetUserDetailsFromGraph",
        title: "Get user details from Microsoft Graph",
        description: expect.stringContaining("profile of the signed-in user"),
        annotations: {
          readOnlyHint: true,
          destructiveHint: false,
          idempotentHint: true,
          openWorldHint: true,
        },
        inputSchema: { type: "object", properties: {} },
        outputSchema: expect.objectContaining({
          required: expect.arrayContaining(["id", "displayName", "userPrincipalName"]),
        }),
      }),
    ]);
  });
});

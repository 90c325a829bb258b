import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { type AnswerToUrl, generations } from "./support/clients.ts";
import { eventually } from "./support/eventually.ts";
import { isListening, listenerPortOf } from "./support/listeners.ts";
import { errorTextOf, type SessionOptions, startSession } from "./support/local-session.ts";
import { createSimulatedUser } from "./support/simulated-user.ts";

const entra = useMockEntra();
const ada = { id: seed.users.ada.id };

const noDisplay = { isRemote: false, hasDisplay: false };
const container = { isRemote: true, hasDisplay: true };

/** The behaviour of clients that declare URL elicitation but have no user to ask. */
const reflexes: [string, AnswerToUrl][] = [
  ["declines", () => "decline"],
  ["cancels", () => "cancel"],
  ["fails", async () => Promise.reject(new Error("no window manager"))],
];

const cases = generations.flatMap((generation) =>
  reflexes.map(([does, answer]) => ({ generation, does, answer })),
);
// In 2026-07-28, a client that fails does not tell the server.
const casesThatAreHeard = cases.filter(
  ({ generation, does }) => generation === "2025-11-25" || does !== "fails",
);

describe.each(casesThatAreHeard)(
  "a client of MCP $generation that $does by itself",
  ({ generation, answer }) => {
    const start = async (options: SessionOptions = {}) =>
      startSession({ generation, answer, answersAfterMs: 999, ...options });

    it("does not speak for its user: the system's browser opens", async () => {
      const person = createSimulatedUser();
      const { call, elicitations, stderr, events } = await start({
        openUrl: async (url) => person.signInAt(url),
      });
      expect((await call()).structuredContent).toMatchObject(ada);
      expect(elicitations).toHaveLength(1);
      expect(stderr).toEqual([
        expect.stringContaining("in your browser. If no window has opened, visit http"),
      ]);
      expect(isListening(listenerPortOf(elicitations[0]?.url ?? ""))).toBe(false);
      expect(events.map(({ event }) => event)).toEqual([
        "sign_in_started",
        "sign_in_finished",
        "tool_allowed",
      ]);
    });

    it.each([
      ["on a machine without a display", noDisplay],
      ["in a container", container],
    ])("leaves a device code, %s", async (_, machine) => {
      entra.setLifetimes(seed.applications.local.appId, { devicePollingIntervalSeconds: 0.05 });
      const { call, elicitations, stderr } = await start({ machine });
      const calling = call();
      await eventually(() => expect(stderr).toHaveLength(1));
      const [, url = "", code = ""] = /open (\S+) .* the code (\w+)\./.exec(stderr[0] ?? "") ?? [];
      createSimulatedUser().enterCodeAt(url, code);
      expect((await calling).structuredContent).toMatchObject(ada);
      expect(elicitations).toHaveLength(1);
    });

    it("is named as the cause when the operator insists on it", async () => {
      const { call, stderr } = await start({ signInOption: "client" });
      expect(errorTextOf(await call())).toMatch(
        /^Your MCP client (declined the sign-in by itself, without asking you|could not show the sign-in page)\. Start the server with --sign-in browser or --sign-in device-code, or sign in beforehand in a terminal with --sign-in-now\.$/,
      );
      expect(stderr).toEqual([]);
    });
  },
);

describe.each(generations)("a client of MCP %s whose user takes a second to decline", (generation) => {
  it("speaks for its user: nothing else is tried", async () => {
    const opened: string[] = [];
    const { call } = await startSession({
      generation,
      answer: () => "decline",
      answersAfterMs: 1_000,
      openUrl: async (url) => void opened.push(url),
    });
    expect(errorTextOf(await call())).toBe(
      "You declined to sign in. Call the tool again when you want to sign in.",
    );
    expect(opened).toEqual([]);
  });
});

describe.each(generations)("a way that the operator insists on, with MCP %s,", (generation) => {
  it.each(["browser", "device-code"] as const)("leads past a client that could be asked: %s", async (way) => {
    entra.setLifetimes(seed.applications.local.appId, { devicePollingIntervalSeconds: 0.05 });
    const person = createSimulatedUser();
    const { call, elicitations, stderr } = await startSession({
      generation,
      answer: () => "accept",
      signInOption: way,
      machine: container,
      openUrl: async (url) => person.signInAt(url),
    });
    const calling = call();
    await eventually(() => expect(stderr).toHaveLength(1));
    const [, url = "", code] = /open (\S+) .* the code (\w+)\./.exec(stderr[0] ?? "") ?? [];
    if (code !== undefined) person.enterCodeAt(url, code);
    expect((await calling).structuredContent).toMatchObject(ada);
    expect(elicitations).toEqual([]);
  });

  it("can be the client, in a container whose ports it reaches", async () => {
    const person = createSimulatedUser();
    const { call, stderr } = await startSession({
      generation,
      answer: ({ url }) => {
        person.signInAt(url);
        return "accept";
      },
      signInOption: "client",
      machine: container,
    });
    expect((await call()).structuredContent).toMatchObject(ada);
    expect(stderr).toEqual([]);
  });

  it("cannot be a client that does not open pages", async () => {
    const { call } = await startSession({ generation, signInOption: "client" });
    expect(errorTextOf(await call())).toBe(
      "Your MCP client does not open pages (URL elicitation). Start the server with --sign-in auto, --sign-in browser or --sign-in device-code.",
    );
  });
});

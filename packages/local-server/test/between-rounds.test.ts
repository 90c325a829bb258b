import { Client, type InputRequiredResult, isInputRequiredResult } from "@modelcontextprotocol/client";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { eventually } from "./support/eventually.ts";
import { holdTimers } from "./support/hold-timers.ts";
import { isListening, listenerPortOf } from "./support/listeners.ts";
import { type SessionOptions, startServer } from "./support/local-session.ts";
import { createSimulatedUser } from "./support/simulated-user.ts";

useMockEntra();
const ada = { structuredContent: expect.objectContaining({ id: seed.users.ada.id }) };

/** A client of MCP 2026-07-28. The test decides whether it sends the next round. */
async function startClient(options: SessionOptions = {}) {
  let seconds = 0;
  // A person needs at least a second to answer.
  const now = (): number => (seconds += 1) * 1_000;
  const { clientSide } = await startServer(options, undefined, now);
  const client = new Client(
    { name: "test-client", version: "1.0.0" },
    {
      capabilities: { elicitation: { url: {} } },
      versionNegotiation: { mode: { pin: "2026-07-28" } },
      inputRequired: { autoFulfill: false },
    },
  );
  await client.connect(clientSide);
  const round = async (params: object = {}): Promise<unknown> =>
    client.request(
      { method: "tools/call", params: { name: "GetUserDetailsFromGraph", ...params } },
      { allowInputRequired: true },
    );
  /** The first round: the server asks. The client does not answer yet. */
  const askForPage = async () => {
    const result = await round();
    if (!isInputRequiredResult(result)) throw new Error("The server has not asked.");
    const url = urlIn(result);
    return { url, port: listenerPortOf(url), requestState: result.requestState };
  };
  return { client, round, askForPage };
}

function urlIn({ inputRequests }: InputRequiredResult): string {
  const params = inputRequests?.["signIn"]?.params;
  return params !== undefined && "url" in params ? params.url : "";
}

const answer = (action: "accept" | "decline" | "cancel") => ({ inputResponses: { signIn: { action } } });

describe("a sign-in between two rounds of a call", () => {
  it("waits for its client, and for its person", async () => {
    const { round, askForPage } = await startClient();
    const { url, port, requestState } = await askForPage();
    expect(isListening(port)).toBe(true);
    const second = round({ requestState, ...answer("accept") });
    createSimulatedUser().signInAt(url);
    expect(await second).toMatchObject(ada);
    expect(isListening(port)).toBe(false);
  });

  it("may be finished before its client is back", async () => {
    const { round, askForPage } = await startClient();
    const { url, port, requestState } = await askForPage();
    createSimulatedUser().signInAt(url);
    await eventually(() => expect(isListening(port)).toBe(false));
    expect(await round({ requestState, ...answer("accept") })).toMatchObject(ada);
  });

  it("may be finished although its client never comes back: the next call asks no user", async () => {
    const { round, askForPage } = await startClient();
    const { url, port } = await askForPage();
    createSimulatedUser().signInAt(url);
    await eventually(() => expect(isListening(port)).toBe(false));
    expect(await round()).toMatchObject(ada);
  });

  it.each(["decline", "cancel"] as const)("ends with the answer %s", async (action) => {
    const { round, askForPage } = await startClient();
    const { port, requestState } = await askForPage();
    expect(await round({ requestState, ...answer(action) })).toMatchObject({ isError: true });
    expect(isListening(port)).toBe(false);
  });

  it("ends at its time limit when the client does not come back, and says so to a late caller", async () => {
    const { pass } = holdTimers();
    const { round, askForPage } = await startClient({ timeLimitSeconds: 30 });
    const { url, port, requestState } = await askForPage();
    await pass(30);
    await eventually(() => expect(isListening(port)).toBe(false));
    expect(await round({ requestState, ...answer("accept") })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("The sign-in was not finished within 30 seconds.") }],
    });
    // The next call gets a new page.
    expect((await askForPage()).url).not.toBe(url);
  });

  it("ends when its client leaves for good", async () => {
    const { client, askForPage } = await startClient();
    const { port } = await askForPage();
    await client.close();
    await eventually(() => expect(isListening(port)).toBe(false));
  });
});

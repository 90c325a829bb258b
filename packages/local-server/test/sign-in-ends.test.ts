import { setTimeout } from "node:timers/promises";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import type { SignInPrompt } from "../src/index.ts";
import { generations } from "./support/clients.ts";
import { eventually } from "./support/eventually.ts";
import { holdTimers } from "./support/hold-timers.ts";
import { errorTextOf, startSession } from "./support/local-session.ts";
import { isListening, listenerPortOf } from "./support/listeners.ts";
import { createSimulatedUser } from "./support/simulated-user.ts";

const entra = useMockEntra();
const cancelled = "The call was cancelled, and its sign-in with it. Call the tool again to sign in.";

const remote = { isRemote: true, hasDisplay: false };
/** A person who sees the page and does not sign in. */
const absent = { answer: () => "accept" as const };

describe.each(generations)("a person who does not want to sign in, with MCP %s,", (generation) => {
  it.each([
    ["decline", "You declined to sign in. Call the tool again when you want to sign in."],
    ["cancel", "The sign-in was dismissed. Call the tool again when you want to sign in."],
  ] as const)("may answer %s in the client", async (answer, sentence) => {
    const { call, elicitations, completed, events } = await startSession({
      generation,
      answer: () => answer,
    });
    expect(errorTextOf(await call())).toBe(sentence);
    expect(isListening(listenerPortOf(elicitations[0]?.url ?? ""))).toBe(false);
    expect(completed).toEqual([]);
    expect(events).toEqual([
      { event: "sign_in_started", outcome: "success" },
      { event: "sign_in_failed", outcome: "failure", reason: sentence, entraCode: undefined },
      {
        event: "tool_failed",
        outcome: "failure",
        tool: "GetUserDetailsFromGraph",
        reason: "sign_in_failed",
        entraCode: undefined,
      },
    ]);
  });

  it("may press Cancel on the sign-in page", async () => {
    const person = createSimulatedUser();
    const { call, events } = await startSession({
      generation,
      answer: ({ url }) => {
        person.cancelAt(url);
        return "accept";
      },
    });
    expect(errorTextOf(await call())).toBe(
      "The sign-in was cancelled on the sign-in page. Call the tool again to start over.",
    );
    expect(await person.lastPage()).toBe("You are not signed in.");
    expect(events[1]).toEqual({
      event: "sign_in_failed",
      outcome: "failure",
      reason: "sign_in_failed",
      entraCode: 65_004,
    });
  });

  it("may decline a device code, and hears no more of it", async () => {
    entra.setLifetimes(seed.applications.local.appId, { devicePollingIntervalSeconds: 0.05 });
    const { call } = await startSession({ generation, machine: remote, answer: () => "decline" });
    expect(errorTextOf(await call())).toBe(
      "You declined to sign in. Call the tool again when you want to sign in.",
    );
    const before = pollsForDeviceCode();
    // Long enough for several more polls, if polling continued. One poll may still be open.
    await setTimeout(300);
    expect(pollsForDeviceCode()).toBeLessThanOrEqual(before + 1);
  });

  it("may change their mind: the next call leads to a new page", async () => {
    const person = createSimulatedUser();
    let asked = 0;
    const { call, elicitations } = await startSession({
      generation,
      answer: ({ url }) => {
        asked += 1;
        if (asked === 1) return "decline";
        person.signInAt(url);
        return "accept";
      },
    });
    await call();
    expect((await call()).structuredContent).toMatchObject({ id: seed.users.ada.id });
    expect(new Set(elicitations.map(({ url }) => stateOf(url))).size).toBe(2);
  });
});

describe.each(generations)("an unfinished sign-in, with MCP %s,", (generation) => {
  it("ends at its time limit, says so, and frees the listener", async () => {
    const { pass } = holdTimers();
    const { call, elicitations, completed } = await startSession({
      generation,
      ...absent,
      timeLimitSeconds: 30,
    });
    const calling = call();
    await eventually(() => expect(elicitations).toHaveLength(1));
    const port = listenerPortOf(elicitations[0]?.url ?? "");
    expect(isListening(port)).toBe(true);
    await pass(30);
    expect(errorTextOf(await calling)).toBe(
      "The sign-in was not finished within 30 seconds. Call the tool again for a new sign-in page. If the page showed an error, its AADSTS number says why.",
    );
    expect(isListening(port)).toBe(false);
    const ids = elicitations.flatMap(({ elicitationId }) => elicitationId ?? []);
    await eventually(() => expect(completed).toEqual(ids));
  });

  it("ends with the call that the client cancels, and frees the listener", async () => {
    const { call, elicitations, events } = await startSession({ generation, ...absent });
    const caller = new AbortController();
    const calling = call({ signal: caller.signal }).catch(String);
    await eventually(() => expect(elicitations).toHaveLength(1));
    caller.abort();
    expect(await calling).toContain("AbortError");
    await eventually(() => expect(isListening(listenerPortOf(elicitations[0]?.url ?? ""))).toBe(false));
    await eventually(() => expect(events).toContainEqual(expect.objectContaining({ reason: cancelled })));
  });

  it("goes on for the other calls when only one is cancelled", async () => {
    const person = createSimulatedUser();
    const { call, elicitations } = await startSession({ generation, ...absent });
    const impatient = new AbortController();
    const first = call({ signal: impatient.signal }).catch(String);
    const second = call();
    await eventually(() => expect(elicitations).toHaveLength(1));
    impatient.abort();
    expect(await first).toContain("AbortError");
    person.signInAt(elicitations[0]?.url ?? "");
    expect((await second).structuredContent).toMatchObject({ id: seed.users.ada.id });
    expect(elicitations).toHaveLength(1);
  });

  it("ends when the server stops, and frees the listener before it does", async () => {
    const { call, elicitations, authenticationService } = await startSession({ generation, ...absent });
    const calling = call();
    await eventually(() => expect(elicitations).toHaveLength(1));
    await authenticationService.close();
    expect(isListening(listenerPortOf(elicitations[0]?.url ?? ""))).toBe(false);
    expect(errorTextOf(await calling)).toBe(cancelled);
  });

  it("ends before the person is shown anything, when the call is cancelled that early", async () => {
    const { authenticationService, events } = await startSession({ generation });
    const shown: string[] = [];
    const terminal: SignInPrompt = {
      showSignInPage: async (url) => void shown.push(url),
      showDeviceCode: async () => undefined,
    };
    const caller = new AbortController();
    const acquiring = authenticationService.acquireToken({
      prompts: { client: undefined, terminal },
      signal: caller.signal,
    });
    acquiring.catch(() => undefined);
    await eventually(() => expect(events.map(({ event }) => event)).toContain("sign_in_started"));
    caller.abort();
    await expect(acquiring).rejects.toMatchObject({ code: "sign_in_failed", message: cancelled });
    await eventually(() => expect(events.map(({ event }) => event)).toContain("sign_in_failed"));
    expect(shown).toEqual([]);
  });
});

describe.each(generations)("a stranger on this machine, with MCP %s,", (generation) => {
  it("cannot end a sign-in, nor slip in a code, without its state", async () => {
    const person = createSimulatedUser();
    const { call, elicitations } = await startSession({ generation, ...absent });
    const calling = call();
    await eventually(() => expect(elicitations).toHaveLength(1));
    const url = elicitations[0]?.url ?? "";
    for (const answer of [
      { error: "access_denied" },
      { code: "stolen" },
      { code: "stolen", state: "guessed" },
    ]) {
      const response = await fetch(`http://127.0.0.1:${listenerPortOf(url)}/`, {
        method: "POST",
        body: new URLSearchParams(answer),
      });
      expect(response.status).toBe(400);
    }
    person.signInAt(url);
    expect((await calling).structuredContent).toMatchObject({ id: seed.users.ada.id });
  });
});

/** Each sign-in has a state of its own. Its port may be that of an earlier one. */
function stateOf(signInUrl: string): string | null {
  return new URL(signInUrl).searchParams.get("state");
}

function pollsForDeviceCode(): number {
  return entra.trace.entries().filter(({ grantType }) => grantType?.includes("device_code")).length;
}

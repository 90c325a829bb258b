import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { eventually } from "./support/eventually.ts";
import { createFakeBroker } from "./support/fake-broker.ts";
import { errorTextOf, startSession } from "./support/local-session.ts";

useMockEntra();

describe("a broker", () => {
  it("signs the user in with its own window, and silently afterwards", async () => {
    const broker = await createFakeBroker();
    const { call, elicitations, stderr } = await startSession({ broker, answer: () => "decline" });
    expect((await call()).structuredContent).toMatchObject({ id: seed.users.ada.id });
    expect((await call()).structuredContent).toMatchObject({ id: seed.users.ada.id });
    expect(broker.asked).toEqual(["interactive", "silent"]);
    expect([...elicitations, ...stderr]).toEqual([]);
  });

  it("that offers an account of another directory does not get it past this server", async () => {
    const stranger = "0b5e2a3c-1111-4222-8333-444455556666";
    const { call, events } = await startSession({ broker: await createFakeBroker({ tenantId: stranger }) });
    expect(errorTextOf(await call())).toBe(
      `You signed in to another directory (${stranger}) than this server is configured for (AZURE_TENANT_ID ${seed.tenant.id}). Call the tool again and choose an account of that directory.`,
    );
    expect(events[1]).toMatchObject({ event: "sign_in_failed", outcome: "failure" });
  });

  it.each([
    ["user_canceled", /^The sign-in was cancelled in the system's sign-in window\./],
    ["platform_broker_error", /^The broker could not sign you in\. .* --sign-in browser\.$/],
    ["no_network_connectivity", /^Entra could not be reached\./],
  ])(
    "that fails with %s is explained, though its errors are of another copy of MSAL",
    async (code, sentence) => {
      const failure = Object.assign(new Error("unwanted details"), { errorCode: code });
      const { call } = await startSession({ broker: await createFakeBroker({ failure }) });
      expect(errorTextOf(await call())).toMatch(sentence);
    },
  );

  it("is no longer waited for when the client cancels the call", async () => {
    const { call, events } = await startSession({ broker: await createFakeBroker({ neverAnswers: true }) });
    const caller = new AbortController();
    const calling = call({ signal: caller.signal }).catch(String);
    await eventually(() => expect(events).toHaveLength(1));
    caller.abort();
    expect(await calling).toContain("AbortError");
    await eventually(() => expect(events[1]).toMatchObject({ event: "sign_in_failed" }));
  });
});

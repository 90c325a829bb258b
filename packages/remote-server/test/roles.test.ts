import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import { callByHand, refresh, toolNames } from "./support/by-hand.ts";
import { moveTime, signedIn } from "./support/signed-in.ts";

const entra = useMockEntra();
afterEach(() => void vi.useRealTimers());

const remote = seed.applications.remote.appId;
const everyScope = "User.Read User.ReadBasic.All Mail.Send";

function takeRolesFrom({ id }: { id: string }): void {
  const { directory } = entra;
  directory.appRoleAssignments = directory.appRoleAssignments.filter(({ principalId }) => principalId !== id);
}

describe("the list of tools", () => {
  it("has what the user's roles allow, in one order, and more than the scopes allow", async () => {
    const { endpoints, token } = await signedIn();
    const all = ["getUserDetails", "listDirectoryUsers", "sendMailToSelf"];
    expect(await toolNames(endpoints, token)).toEqual(all);
    expect(await toolNames(endpoints, token)).toEqual(all);
  });

  it("hides what the user has no role for, whatever scopes there are", async () => {
    const { endpoints, token } = await signedIn(seed.users.grace, everyScope);
    expect(await toolNames(endpoints, token)).not.toContain("listDirectoryUsers");
  });
});

describe("a tool that wants a role", () => {
  it("refuses a user without it by name of the role and says who can help, and asks Graph for nothing", async () => {
    const { server, endpoints, token } = await signedIn(seed.users.grace, everyScope);
    const response = await callByHand(endpoints, token, "listDirectoryUsers");
    // The status is 200, because a new sign-in would change nothing. A client must not start one.
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      result: {
        isError: true,
        content: [
          { text: expect.stringContaining("Ask your administrator for the app role Directory.Reader") },
        ],
      },
    });
    expect(server.eventsNamed("tool_denied")).toMatchObject([
      { tool: "listDirectoryUsers", user: seed.users.grace.id, reason: "role missing: Directory.Reader" },
    ]);
    expect(entra.trace.entries().filter(({ endpoint }) => endpoint.startsWith("graph"))).toEqual([]);
  });

  it("does not ask for more scopes where the role is missing as well", async () => {
    const { endpoints, token } = await signedIn(seed.users.grace);
    expect((await callByHand(endpoints, token, "listDirectoryUsers")).status).toBe(200);
  });

  it("takes the role from a group", async () => {
    entra.directory.assignRole({ group: "Compliance", on: remote, role: "Directory.Reader" });
    const { endpoints, token } = await signedIn(seed.users.grace, everyScope);
    const response = await callByHand(endpoints, token, "listDirectoryUsers");
    expect(await response.json()).toMatchObject({
      result: { structuredContent: { users: [{}, {}, {}] } },
    });
  });
});

describe("a role that changes in Entra", () => {
  it("is gone with the next refresh when it was taken away; until then the session has it, as Entra's own tokens would", async () => {
    const { endpoints, clientId, token, refreshToken } = await signedIn(seed.users.ada, everyScope);
    takeRolesFrom(seed.users.ada);
    expect(await toolNames(endpoints, token)).toContain("listDirectoryUsers");
    moveTime(60);
    const { access_token: renewed } = await refresh(endpoints, clientId, refreshToken);
    for (const either of [renewed, token]) {
      expect(await toolNames(endpoints, either)).not.toContain("listDirectoryUsers");
      expect(await (await callByHand(endpoints, either, "listDirectoryUsers")).json()).toMatchObject({
        result: { isError: true },
      });
    }
  });

  it("is there with the next refresh when it was given", async () => {
    const { endpoints, clientId, token, refreshToken } = await signedIn(seed.users.alan, everyScope);
    expect(await toolNames(endpoints, token)).not.toContain("listDirectoryUsers");
    entra.directory.assignRole({ user: seed.users.alan.id, on: remote, role: "Directory.Reader" });
    moveTime(60);
    const { access_token: renewed } = await refresh(endpoints, clientId, refreshToken);
    expect(await toolNames(endpoints, renewed)).toContain("listDirectoryUsers");
  });
});

describe("a refresh", () => {
  it("ends the session of a user whose account Entra no longer signs in", async () => {
    const { server, endpoints, clientId, token, refreshToken } = await signedIn();
    entra.revokeSessions(seed.users.ada.id);
    moveTime(60);
    expect(await refresh(endpoints, clientId, refreshToken)).toMatchObject({ error: "invalid_grant" });
    expect((await callByHand(endpoints, token, "getUserDetails")).status).toBe(401);
    expect(server.eventsNamed("session_revoked")).toMatchObject([{ entraCode: 50173 }]);
  });

  it("waits for Entra rather than prolonging what cannot be checked, and may come again", async () => {
    const { server, endpoints, clientId, refreshToken = "" } = await signedIn();
    const fault = entra.faults.add({ endpoint: "token", status: 503 });
    moveTime(60);
    const body = new URLSearchParams({
      grant_type: "refresh_token",
      client_id: clientId,
      refresh_token: refreshToken,
    });
    const response = await fetch(`${endpoints.issuer}/token`, { method: "POST", body });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await response.json()).toMatchObject({ error: "temporarily_unavailable" });
    expect(server.eventsNamed("session_revoked")).toEqual([]);
    fault.remove();
    expect(await refresh(endpoints, clientId, refreshToken)).toHaveProperty("access_token");
  });
});

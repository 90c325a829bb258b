import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { authorizationUrl } from "../support/by-hand.ts";
import { createTestBrowser } from "../support/test-client.ts";
import { startTestServer } from "../support/test-server.ts";

useMockEntra();

/** The request of these programs, with the id of a registration that the server does not have any more. */
const forgotten: [string, Record<string, string>][] = [
  ["mcp-remote", { redirect_uri: "http://localhost:4211/oauth/callback", scope: "User.Read" }],
  ["Visual Studio Code", { redirect_uri: "http://127.0.0.1:33418/", prompt: "select_account" }],
  ["Claude Code", { redirect_uri: "http://localhost:3118/callback", prompt: "consent" }],
];

describe("a program whose registration is gone", () => {
  it.each(forgotten)(
    "tells its user what to do in %s, for it does not register anew by itself",
    async (name, sent) => {
      const server = await startTestServer();
      const url = authorizationUrl(server.endpoints, crypto.randomUUID(), sent);
      const { status, title, document } = await createTestBrowser().visit(url.href);
      expect([status, title]).toEqual([400, "This server does not know the program"]);
      const headings = document.querySelectorAll("dt").map(({ text }) => text);
      const heading = headings.find((text) => text.startsWith(name));
      expect(heading, headings.join()).toBeDefined();
      const advice = document.querySelectorAll("dd")[headings.indexOf(heading ?? "")]?.text ?? "";
      expect(advice.trim().length).toBeGreaterThan(20);
      expect(document.text).not.toContain("will register anew");
    },
  );

  it("is not mixed up with a link that cannot be read", async () => {
    const { endpoints } = await startTestServer();
    const response = await fetch(`${endpoints.issuer}/authorize?response_type=code`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("The link has no client_id");
  });
});

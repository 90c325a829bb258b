import { createHttpBrowser } from "@mcp-entra/mock-entra/browser";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { authorizationUrl, register } from "./support/by-hand.ts";
import { allow, clientRedirectUri } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";

useMockEntra();

describe("an error of Entra's that comes by way of the browser", () => {
  it.each([
    ["AADSTS50105: Your administrator has configured the application ….", 50105],
    ["<b>call 555-0100</b> AADSTS53003: Access has been blocked", 53003],
    ["AADSTSx: no number", undefined],
    [undefined, undefined],
  ])("keeps of what Entra says (%j) the number, for the log and for the user", async (said, entraCode) => {
    const server = await startTestServer();
    const client = await register(server.endpoints);
    const addresses: string[] = [];
    const browser = createHttpBrowser({
      stopBefore: clientRedirectUri,
      onNavigate: (url) => addresses.push(url),
    });
    await allow(browser, authorizationUrl(server.endpoints, client));
    const atEntra = addresses.find((url) => url.startsWith("https://login.microsoftonline.com")) ?? "";
    const callback = new URL(server.endpoints.callback);
    callback.searchParams.set("state", new URL(atEntra).searchParams.get("state") ?? "");
    callback.searchParams.set("error", "invalid_request");
    if (said !== undefined) callback.searchParams.set("error_description", said);
    const answer = new URL((await browser.visit(callback.href)).url).searchParams;
    const number = entraCode === undefined ? "" : ` Microsoft Entra ID answered AADSTS${entraCode}.`;
    expect(answer.get("error_description")).toBe(
      `The sign-in with Microsoft Entra ID did not succeed.${number}`,
    );
    expect(server.eventsNamed("sign_in_failed").map((event) => event.entraCode)).toEqual([entraCode]);
    expect(JSON.stringify(server.events)).not.toMatch(/administrator|555-0100/);
  });
});

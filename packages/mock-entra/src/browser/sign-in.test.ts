import { expect, test } from "vitest";
import { seed } from "../directory/seed.ts";
import { useMockEntra } from "../vitest.ts";
import { createHttpBrowser } from "./http-browser.ts";
import { signIn } from "./sign-in.ts";

const entra = useMockEntra();
const { remote } = seed.applications;

test("a sign-in goes through password, second factor and consent, to the application", async () => {
  entra.directory.addPolicy();
  const query = new URLSearchParams({
    client_id: remote.appId,
    response_type: "code",
    redirect_uri: remote.redirectUri,
    scope: "openid Calendars.Read",
  });
  const browser = createHttpBrowser({ stopBefore: remote.redirectUri });
  const page = await browser.visit(
    `https://login.microsoftonline.com/${seed.tenant.id}/oauth2/v2.0/authorize?${query.toString()}`,
  );
  const end = await signIn(browser, page, seed.users.ada);
  expect(new URL(end.url).searchParams.has("code")).toBe(true);
});

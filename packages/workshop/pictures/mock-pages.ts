import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMockEntra, seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser } from "@mcp-entra/mock-entra/browser";
import type { PicturedPage } from "./pictured-page.ts";

/** Starts a new mock, and opens three of its pages as a user does. */
export async function readMockPages(): Promise<PicturedPage[]> {
  const certificateDirectory = await mkdtemp(join(tmpdir(), "mock-entra-pictures-"));
  const running = await createMockEntra().listen({
    backChannelPort: 0,
    frontChannelPort: 0,
    certificateDirectory,
  });
  try {
    const browser = createHttpBrowser();
    const portal = await browser.visit(running.portalUrl);
    const signIn = await browser.visit(authorizeUrl(running.frontChannelUrl));
    const { userPrincipalName, password } = seed.users.ada;
    const typed = { login: userPrincipalName, passwd: password, action: "sign-in" };
    const consent = await browser.submit(signIn, typed);
    return [
      { name: "portal", html: portal.html },
      { name: "sign-in", html: signIn.html },
      { name: "consent", html: consent.html },
    ];
  } finally {
    await running.close();
    await rm(certificateDirectory, { recursive: true, force: true });
  }
}

/** The request of an application that the user has not consented to yet. */
function authorizeUrl(frontChannelUrl: string): string {
  const { appId, redirectUri } = seed.applications.client;
  const parameters = new URLSearchParams({
    client_id: appId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid profile User.Read Mail.Send",
    // The challenge of RFC 7636, Appendix B.
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  });
  return `${frontChannelUrl}/${seed.tenant.id}/oauth2/v2.0/authorize?${parameters.toString()}`;
}

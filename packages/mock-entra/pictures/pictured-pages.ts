import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHttpBrowser } from "../src/browser/index.ts";
import { createMockEntra, seed } from "../src/index.ts";

/** A page of the mock that docs/ shows as a picture. Its style sheet is inside of the markup. */
export interface PicturedPage {
  name: "portal" | "sign-in" | "consent";
  html: string;
}

/** Where the pictures are, beside the hash of what each shows. */
export const picturesFolder = join(import.meta.dirname, "../../../docs/pictures");

/** Serves a fresh mock, and opens the three pages as a user would. */
export async function readPicturedPages(): Promise<PicturedPage[]> {
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

/** Of an application that the user has not consented to yet. */
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

/** Of markup and style, without what differs from one start to the next: ports, and the values and addresses of forms and links. */
export function hashOfPage({ html }: PicturedPage): string {
  const lasting = html
    .replaceAll(/\b(value|action|href)="[^"]*"/g, '$1=""')
    .replaceAll(/(127\.0\.0\.1|localhost):\d+/g, "$1");
  return createHash("sha256").update(lasting).digest("hex");
}

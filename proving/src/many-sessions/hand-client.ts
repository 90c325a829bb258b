import { createHash, randomBytes } from "node:crypto";
import { createHttpBrowser, signIn } from "../../../packages/mock-entra/src/browser/index.ts";
import type { PersonOfMany } from "./people.ts";

/** No program listens there. The browser stops before it. */
const redirectUri = "http://127.0.0.1:9/callback";

export interface Tokens {
  access: string;
  refresh: string;
}

/** One client of one person, with plain requests. With an SDK client for each of 200 sessions, the proof would measure the SDK. */
export interface HandClient {
  signIn(): Promise<Tokens>;
  refresh(tokens: Tokens): Promise<Tokens>;
  revoke(tokens: Tokens): Promise<void>;
}

export async function registerClient(issuer: string, person: PersonOfMany): Promise<HandClient> {
  const registration = await post(`${issuer}/register`, JSON.stringify({ redirect_uris: [redirectUri] }));
  const clientId = registration["client_id"] ?? "";
  const scope = "User.Read Mail.Send";
  const token = async (parameters: Record<string, string>): Promise<Tokens> => {
    const body = new URLSearchParams({ client_id: clientId, ...parameters });
    const answer = await post(`${issuer}/token`, body);
    return { access: answer["access_token"] ?? "", refresh: answer["refresh_token"] ?? "" };
  };
  return {
    signIn: async () => {
      const verifier = randomBytes(32).toString("base64url");
      const challenge = createHash("sha256").update(verifier).digest("base64url");
      const url = new URL(`${issuer}/authorize`);
      url.search = new URLSearchParams({
        response_type: "code",
        client_id: clientId,
        redirect_uri: redirectUri,
        code_challenge: challenge,
        code_challenge_method: "S256",
        scope,
      }).toString();
      const browser = createHttpBrowser({ stopBefore: redirectUri });
      const page = await browser.submit(await browser.visit(url.href), { decision: "approve" });
      const code = new URL((await signIn(browser, page, person)).url).searchParams.get("code") ?? "";
      return token({ grant_type: "authorization_code", code, code_verifier: verifier });
    },
    refresh: async ({ refresh }) => token({ grant_type: "refresh_token", refresh_token: refresh }),
    revoke: async ({ refresh }) => {
      await post(`${issuer}/revoke`, new URLSearchParams({ client_id: clientId, token: refresh }));
    },
  };
}

async function post(
  url: string,
  body: string | URLSearchParams,
): Promise<Record<string, string | undefined>> {
  const headers = typeof body === "string" ? { "content-type": "application/json" } : {};
  const response = await fetch(url, { method: "POST", headers, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${new URL(url).pathname} answers ${response.status}: ${text}`);
  const answer: Record<string, string> = JSON.parse(text);
  return answer;
}

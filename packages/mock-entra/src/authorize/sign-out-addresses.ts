import type { Exchange } from "../http/exchange.ts";
import type { CurrentSession } from "./sessions.ts";

/**
 * The addresses at which the session's applications are notified of the sign-out: OpenID Connect
 * Front-Channel Logout 1.0, §2. It is unconfirmed that `iss` comes with `sid`.
 */
export function signOutAddresses({ state, origins }: Exchange, { signedIn }: CurrentSession): string[] {
  const { directory, signIns } = state;
  const appIds = [...(signIns.get(signedIn.sessionId)?.applications ?? [])];
  return appIds.flatMap((appId) => {
    const logoutUrl = directory.findApplication(appId)?.web.logoutUrl;
    if (!/^https?:/u.test(logoutUrl ?? "") || !URL.canParse(logoutUrl ?? "")) return [];
    const url = new URL(logoutUrl ?? "");
    url.searchParams.set("iss", `${origins.authority}/${directory.tenant.id}/v2.0`);
    url.searchParams.set("sid", signedIn.sessionId);
    return [url.href];
  });
}

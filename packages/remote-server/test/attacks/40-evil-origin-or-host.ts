import { request as httpRequest } from "node:http";
import { type Attack, refused, succeeded, type Target, type Verdict } from "./attack.ts";
import { victim } from "./support/cast.ts";
import { signInTo, statusOfCall, trustedClient } from "./support/steps.ts";
import { verdictOnStatus } from "./support/verdicts.ts";

/** `fetch` does not let a caller set Host. A browser sends another Host after DNS rebinding, so this test uses node:http. */
async function statusUnder(host: string, { endpoints }: Target): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const url = `${endpoints.issuer}/.well-known/oauth-authorization-server`;
  httpRequest(url, { headers: { host } }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  })
    .on("error", reject)
    .end();
  return promise;
}

async function rebind(target: Target): Promise<Verdict> {
  await trustedClient(target);
  const status = await statusUnder("evil.example", target);
  if (status === 200) return succeeded("a same-origin page that talks to a server on the victim's machine");
  return refused(String(status));
}

export const evilOriginOrHost: Attack = {
  number: 40,
  name: "Evil Origin or Host",
  does: "Makes a page in the victim's browser call this server: from another origin, or with a name that the attacker points to it (DNS rebinding).",
  loss: "Every web page can reach what only the victim's programs may reach.",
  attempts: [
    {
      name: "another page's Origin",
      refusal: "403",
      stoppedBy: [["40-origin"]],
      play: async (target) => {
        const { accessToken } = await signInTo(target, victim);
        const status = await statusOfCall(target.endpoints.mcp, {
          authorization: `Bearer ${accessToken}`,
          origin: "https://evil.example",
        });
        return verdictOnStatus(status, 403, "tool calls from a web page");
      },
    },
    {
      name: "another Host",
      refusal: "403",
      stoppedBy: [["40-host"]],
      play: rebind,
    },
  ],
};

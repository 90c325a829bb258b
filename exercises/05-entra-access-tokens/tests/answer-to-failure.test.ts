import { recordConsole } from "@mcp-entra/workshop/attacks";
import { expect, test, vi } from "vitest";
import { useEntra } from "./support/entra.ts";
import { callTool, inChallenge, startServer } from "./support/test-server.ts";
import { api, ofAda } from "./support/tokens.ts";

const entra = useEntra();
const graph = "00000003-0000-0000-c000-000000000000";

/** Ada calls a tool during a fault. */
async function callDuring(fault: Parameters<typeof entra.faults.add>[0] | undefined) {
  const server = await startServer();
  const token = await entra.forge.valid(ofAda);
  const handle = fault === undefined ? undefined : entra.faults.add(fault);
  const answer = await callTool(server, token);
  handle?.remove();
  return { ...answer, log: server.log };
}

/** Entra's token endpoint answers with JSON that is no object, until the test ends. MSAL then throws a TypeError of JavaScript. */
function breakTokenEndpoint(): void {
  const { fetch } = globalThis;
  vi.stubGlobal("fetch", async (...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
    const isForToken = !(input instanceof Request) && new URL(input).pathname.endsWith("/token");
    return isForToken ? Response.json(null) : fetch(input, init);
  });
}

test("[5.9] sends the client to a new sign-in when the user was signed out", async () => {
  const answers = [];
  for (const aadsts of [50173, 500133, 700082]) answers.push(await callDuring({ endpoint: "token", aadsts }));
  expect(
    answers.map((answer) => [answer.status, inChallenge(answer, "error")]),
    "Entra has ended Ada's sign-in, or her token (AADSTS50173, 500133, 700082), and the client was not answered with 401 invalid_token. Only a new sign-in helps, and a client begins one at a 401. MSAL throws InteractionRequiredAuthError for some of them, and a ServerError with errorCode invalid_grant for others: return sign-in for both, in answerToFailure.",
  ).toEqual(answers.map(() => [401, "invalid_token"]));
});

test("[5.9] hands on what Entra demands of the sign-in", async () => {
  const server = await startServer();
  const token = await entra.forge.valid(ofAda);
  entra.directory.addPolicy({ applications: [graph] });
  const answer = await callTool(server, token);
  const claims = Buffer.from(inChallenge(answer, "claims") ?? "", "base64").toString();
  expect(
    { status: answer.status, error: inChallenge(answer, "error"), claims: claims.includes("access_token") },
    "A policy wants a second factor (AADSTS50076), and the client does not get the claims that Entra demands. Without them it signs Ada in as before, and is refused as before. Return sign-in with the error's claims, in answerToFailure.",
  ).toEqual({ status: 401, error: "insufficient_claims", claims: true });
});

test("[5.9] names the administrator where there is no consent", async () => {
  const principal = entra.directory.findServicePrincipal(api.appId);
  entra.directory.oauth2PermissionGrants = entra.directory.oauth2PermissionGrants.filter(
    ({ clientId }) => clientId !== principal?.id,
  );
  const { status, isError, said, challenge } = await callDuring(undefined);
  expect(
    { status, isError, challenge, helps: /consent|administrator/i.test(said) },
    "There is no consent to what this server wants from Graph (AADSTS65001), and the answer is not an error of the tool that says so. With 401 or 403 the client would ask for a consent that it has, without end. Return tool-error, and name consent and the administrator, in answerToFailure.",
  ).toEqual({ status: 200, isError: true, challenge: "", helps: true });
});

test("[5.9] takes the blame for its own settings, and tells the operator", async () => {
  const faults = [500131, 50013, 7000215].map((aadsts) => ({ aadsts, endpoint: "token" }));
  const answers = [];
  for (const fault of faults) answers.push(await callDuring(fault));
  expect(
    answers.map(({ status, challenge, text, log }, index) => ({
      status,
      challenge,
      isTold: /AADSTS/.test(text),
      isLogged: log.join("\n").includes(String(faults[index]?.aadsts)),
    })),
    "Entra refuses this server's own request: its ID, its secret or its tenant is wrong (AADSTS500131, 50013, 7000215). No client can help, so the answer is 500, and the number is for the log. 401 would send each user to a sign-in that changes nothing. The first two come as invalid_grant, as a refused user does: look at the number before that, and return our-fault, in answerToFailure.",
  ).toEqual(faults.map(() => ({ status: 500, challenge: "", isTold: false, isLogged: true })));
});

test("[5.9] sends the client to a new sign-in when Graph refuses the token", async () => {
  const answer = await callDuring({ endpoint: "graph-me", status: 401 });
  expect(
    [answer.status, inChallenge(answer, "error")],
    "Graph refuses the user's token (401), and the client was not told so. Return sign-in for a GraphError whose statusCode is 401, in answerToFailure.",
  ).toEqual([401, "invalid_token"]);
});

test("[5.9] does not send the user to a sign-in for what passes by itself", async () => {
  const faults = [
    { endpoint: "graph-me", status: 403 },
    { endpoint: "graph-me", status: 500 },
    { endpoint: "graph-me", status: 404 },
    { endpoint: "token", status: 503 },
    { endpoint: "token", aadsts: 90033 },
  ];
  const answers = [];
  for (const fault of faults) answers.push(await callDuring(fault));
  expect(
    answers.map(({ status, isError }) => ({ status, isError })),
    "Graph or Entra did not answer for a moment, or Graph does not permit this to Ada. A new sign-in does not help, and neither does 500, which makes a client give the server up. Return tool-error, in answerToFailure.",
  ).toEqual(faults.map(() => ({ status: 200, isError: true })));
});

test("[5.9] repeats no text of an error, in the answer or in the log", async () => {
  const written = recordConsole();
  const secret = "eyJhbGciOiJSUzI1NiJ9.of-an-error.0123456789";
  const message = `The request with ${secret} of /etc/secrets was refused.`;
  const answers = [
    await callDuring({ endpoint: "token", aadsts: 50173, message }),
    await callDuring({ endpoint: "token", aadsts: 500131, message }),
    await callDuring({ endpoint: "token", aadsts: 65001, message }),
    await callDuring({ endpoint: "token", aadsts: 90033, message }),
    await callDuring({ endpoint: "graph-me", status: 400, graphError: "badRequest", message }),
  ];
  breakTokenEndpoint();
  answers.push(await callDuring(undefined));
  const texts = answers.flatMap(({ text, challenge, log }) => log.concat(text, challenge));
  const signs = [secret, "/etc/secrets", "Cannot read properties"];
  expect(
    [...texts, ...written()].some((text) => signs.some((sign) => text.includes(sign))),
    "The text of an error stands in the answer or in the log. Such texts quote requests, with tokens and names of users in them. The SDK makes the text of a thrown error the tool's answer. So answer every error with a sentence of your own, and log only the AADSTS number, in answerToFailure. Log no error in openGraphTokens.",
  ).toBe(false);
});

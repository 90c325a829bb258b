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

/**
 * Entra cannot be reached, until the test ends. With a text, the token endpoint answers with it as JSON. MSAL then throws a TypeError,
 * which is none of its own errors, and JavaScript writes the text into its message.
 */
function breakTokenEndpoint(text?: string): void {
  const { fetch } = globalThis;
  vi.stubGlobal("fetch", async (...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
    const isForToken = !(input instanceof Request) && new URL(input).pathname.endsWith("/token");
    if (!isForToken) return fetch(input, init);
    if (text === undefined) throw new TypeError("fetch failed");
    return Response.json(text);
  });
}

test("[5.9] sends the client to a new sign-in when the user was signed out", async () => {
  const answers = [];
  for (const aadsts of [50173, 500133, 700082]) answers.push(await callDuring({ endpoint: "token", aadsts }));
  expect(
    answers.map((answer) => [answer.status, inChallenge(answer, "error")]),
    "Entra ended Ada's sign-in, or her token (AADSTS50173, 500133, 700082), and the answer is not 401 invalid_token. Only a new sign-in helps, and a client begins one after 401. MSAL throws InteractionRequiredAuthError for some of these numbers, and a ServerError with errorCode invalid_grant for others. Return sign-in for both, in answerToFailure. It gets MSAL's error only if you throw it unchanged, in openGraphTokens.",
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
    "A policy demands a second factor (AADSTS50076), and the client does not get the claims that Entra demands. Without them, the next sign-in is like the first one, and Entra refuses again. Return sign-in with the error's claims, in answerToFailure. It gets them only if you throw MSAL's error unchanged, in openGraphTokens.",
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
    "Consent to this server's permissions for Graph is missing (AADSTS65001), and the answer is not an error of the tool that says so. After 401 or 403, the client would ask for its own consent, which is there, again and again. Return tool-error, and name consent and the administrator, in answerToFailure. It gets MSAL's error only if you throw it unchanged, in openGraphTokens.",
  ).toEqual({ status: 200, isError: true, challenge: "", helps: true });
});

test("[5.9] takes the blame for its own settings, and tells the operator", async () => {
  const faults = [500131, 50013, 7000215, 7000222, 700016].map((aadsts) => ({ aadsts, endpoint: "token" }));
  const answers = [];
  for (const fault of faults) answers.push(await callDuring(fault));
  expect(
    answers.map(({ status, challenge, text, log }, index) => ({
      status,
      challenge,
      isTold: /AADSTS/.test(text),
      isLogged: log.join("\n").includes(String(faults[index]?.aadsts)),
    })),
    "Entra refused this server's own request: its ID, its secret or its tenant is wrong (AADSTS500131, 50013, 7000215), or its secret has expired (7000222), or Entra does not know it (700016). A client cannot correct this, so the answer is 500, and the number goes to the log. After 401, each user would sign in without a need. The errorCode of the first two is invalid_grant, as for a user whose sign-in ended. So look at the number first, and return our-fault, in answerToFailure. It gets MSAL's error only if you throw it unchanged, in openGraphTokens.",
  ).toEqual(faults.map(() => ({ status: 500, challenge: "", isTold: false, isLogged: true })));
});

test("[5.9] sends the client to a new sign-in when Graph refuses the token", async () => {
  const answer = await callDuring({ endpoint: "graph-me", status: 401 });
  expect(
    [answer.status, inChallenge(answer, "error")],
    "Graph refused the user's token (401), and the answer is not 401 invalid_token. Return sign-in for a GraphError whose statusCode is 401, in answerToFailure.",
  ).toEqual([401, "invalid_token"]);
});

test("[5.9] does not send the user to a sign-in for what passes by itself", async () => {
  const faults = [
    { endpoint: "graph-me", status: 403 },
    { endpoint: "graph-me", status: 500 },
    { endpoint: "graph-me", status: 404 },
    { endpoint: "graph-me", status: 400 },
    { endpoint: "token", status: 503 },
    { endpoint: "token", aadsts: 90033 },
  ];
  const answers = [];
  for (const fault of faults) answers.push(await callDuring(fault));
  breakTokenEndpoint();
  answers.push(await callDuring(undefined));
  const isSentence = (said: string): boolean =>
    /\w+ \w+/.test(said) && !/not called|TypeError|undefined/.test(said);
  expect(
    answers.map(({ status, isError, said }) => ({ status, isError, says: isSentence(said) })),
    "Graph or Entra did not answer for a short time, or Graph does not permit this to Ada. A new sign-in does not help. After 500, a client may stop using the server. Return tool-error, with a sentence, in answerToFailure. It gets MSAL's error only if you throw it unchanged, in openGraphTokens.",
  ).toEqual(answers.map(() => ({ status: 200, isError: true, says: true })));
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
  breakTokenEndpoint(message);
  answers.push(await callDuring(undefined));
  const texts = answers.flatMap(({ text, challenge, log }) => log.concat(text, challenge));
  const signs = [secret, "/etc/secrets", "Cannot create property"];
  expect(
    [...texts, ...written()].some((text) => signs.some((sign) => text.includes(sign))),
    "The text of an error stands in the answer or in the log. Such texts quote requests, with tokens and names of users in them. The SDK makes the text of a thrown error the tool's answer. So answer every error with a sentence of your own, and log only the AADSTS number, in answerToFailure. Log no error in openGraphTokens.",
  ).toBe(false);
});

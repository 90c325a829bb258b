import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { captureOutput, moveTime, startSession } from "./support/session.ts";

const entra = useMockEntra();

beforeEach(() => {
  const application = entra.directory.findApplication(seed.applications.local.appId);
  if (application !== undefined) application.signInAudience = "AzureADMultipleOrgs";
});

test("[2.4] offers one tool, GetUserDetailsFromGraph", async () => {
  const { toolNames } = await startSession();
  expect(
    await toolNames(),
    "The MCP client does not find the tool by its name. Call server.registerTool with “GetUserDetailsFromGraph”, in registerGetUserDetailsFromGraph.",
  ).toEqual(["GetUserDetailsFromGraph"]);
});

test("[2.4] answers with the signed-in user as JSON", async () => {
  const { call } = await startSession();
  const { user, isError } = await call();
  expect(
    { isError, displayName: user?.["displayName"] },
    "The tool did not answer with Ada's profile. Acquire a token, GET /me from Microsoft Graph with it, and return the user by JSON.stringify as text content.",
  ).toEqual({ isError: false, displayName: "Ada Lovelace" });
});

test("[2.4] answers with the user who has signed in", async () => {
  const { call, person } = await startSession();
  person.user = seed.users.grace;
  const { user } = await call();
  expect(
    user?.["displayName"],
    "Grace signed in, and the tool answered with another user. Ask Graph for /me with the token of this sign-in; nothing about the user may be fixed in the code.",
  ).toBe(seed.users.grace.displayName);
});

test("[2.4] answers with what Graph knows now", async () => {
  const { call } = await startSession();
  await call();
  const ada = entra.directory.findUser(seed.users.ada.id);
  if (ada !== undefined) ada.jobTitle = "Countess";
  const { user } = await call();
  expect(
    user?.["jobTitle"],
    "Ada's job title has changed in the directory, and the tool still tells the old one. Ask Graph at each call; only tokens are kept.",
  ).toBe("Countess");
});

test("[2.5] answers with a tool error when the person cancels", async () => {
  const { call, person, toolNames } = await startSession();
  person.cancels = true;
  const { isError, text } = await call();
  expect(
    { tools: (await toolNames()).length, isError, saysSomething: text.length > 10 },
    "The person cancelled the sign-in, and the result is not marked as an error. The model would take it for the answer: catch the error and return isError: true with a sentence.",
  ).toEqual({ tools: 1, isError: true, saysSomething: true });
});

test("[2.5] answers with a tool error when Graph refuses", async () => {
  const { call, toolNames } = await startSession();
  entra.faults.add({ endpoint: "graph-me", status: 403 });
  const { isError } = await call();
  expect(
    { tools: (await toolNames()).length, isError },
    "Microsoft Graph refused the request (403), and the result is not marked as an error. The model would take it for the answer: return isError: true. Microsoft's client throws; fetch does not, so look at response.ok.",
  ).toEqual({ tools: 1, isError: true });
});

test("[2.5] keeps the insides of an error to itself", async () => {
  const { call, toolNames } = await startSession();
  // What Graph's message says is Graph's affair; here it repeats the request, as some gateways do.
  entra.server.use(
    http.get("https://graph.microsoft.com/v1.0/me", ({ request }) => {
      const message = `Rejected: ${request.headers.get("authorization")}`;
      return HttpResponse.json({ error: { code: "BadGateway", message } }, { status: 400 });
    }),
  );
  const { text } = await call();
  expect(
    { tools: (await toolNames()).length, leak: /Bearer|eyJ/.test(text) },
    "The tool's error repeats the message of another system, and with it the access token. The model and its provider read it: write a sentence of your own in the catch, for every error.",
  ).toEqual({ tools: 1, leak: false });
});

test("[2.5] works again after a failure", async () => {
  const { call, person } = await startSession();
  person.cancels = true;
  await call();
  person.cancels = false;
  const { user } = await call();
  expect(
    user?.["displayName"],
    "After one cancelled sign-in the tool did not work any more. A failure must not be remembered: start a new sign-in at the next call.",
  ).toBe("Ada Lovelace");
});

test("[2.6] writes nothing to stdout", async () => {
  const { stdout } = captureOutput();
  const { call, person } = await startSession();
  await call();
  person.cancels = true;
  entra.revokeSessions(seed.users.ada.id);
  moveTime(2 * 60 * 60);
  await call();
  expect(
    stdout,
    "Something was written to stdout. Over stdio that is where the protocol runs, and the client drops the connection: use log in place of console.log.",
  ).toEqual([]);
});

test("[2.6] logs no token", async () => {
  const { stderr } = captureOutput();
  const { call, acquireToken, log, toolNames } = await startSession();
  await call();
  const { token } = await acquireToken();
  const written = [...log, ...stderr].join("\n");
  expect(
    { tools: (await toolNames()).length, leak: written.includes(token) || /eyJ|[01]\.AXYA/.test(written) },
    "A token is in the log, or nothing could be logged yet. Logs are copied, mailed and kept for years: write that something has happened, never with what.",
  ).toEqual({ tools: 1, leak: false });
});

import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { appOnlyToken, callGraph, graphError, tokenWith } from "./support/graph.ts";

const entra = useMockEntra();
const { ada, grace, alan } = seed.users;

function to(...addresses: string[]) {
  return addresses.map((address) => ({ emailAddress: { address } }));
}

const message = {
  subject: "Lunch",
  body: { contentType: "Text", content: "At noon?" },
  toRecipients: to("grace@example.com"),
};

function send(token: string, body: unknown, path = "/v1.0/me/sendMail") {
  return callGraph(token, path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

test("a message is accepted and kept for assertions", async () => {
  const answer = await send(await tokenWith(entra, "Mail.Send"), { message, saveToSentItems: "false" });
  expect([answer.status, answer.body]).toEqual([202, {}]);
  expect(entra.sentMail.entries()).toMatchObject([
    { from: ada.userPrincipalName, appId: seed.applications.remote.appId, message: { subject: "Lunch" } },
  ]);
});

test("what a message says is not in the trace", async () => {
  await send(await tokenWith(entra, "Mail.Send"), { message });
  expect(JSON.stringify(entra.trace.entries())).not.toContain("At noon?");
});

test("an application by itself sends as any user, if it may", async () => {
  const token = await appOnlyToken(entra, "Mail.Send");
  expect((await send(token, { message }, `/v1.0/users/${grace.id}/sendMail`)).status).toBe(202);
  expect(entra.sentMail.entries()[0]?.from).toBe(grace.userPrincipalName);
});

test.each([
  ["without Mail.Send", "User.Read", "/v1.0/me/sendMail"],
  ["from another user's mailbox", "Mail.Send", `/v1.0/users/${grace.id}/sendMail`],
])("%s it is denied, in the words of the mail service", async (_, scope, path) => {
  expect(graphError(await send(await tokenWith(entra, scope), { message }, path))).toEqual({
    status: 403,
    code: "ErrorAccessDenied",
    message: "Access is denied. Check credentials and try again.",
  });
  expect(entra.sentMail.entries()).toEqual([]);
});

test("an account without a mailbox cannot send", async () => {
  expect(graphError(await send(await tokenWith(entra, "Mail.Send", alan), { message }))).toMatchObject({
    status: 404,
    code: "MailboxNotEnabledForRESTAPI",
  });
});

test.each<[string, unknown, string, RegExp]>([
  ["no recipient", { message: { subject: "x" } }, "ErrorInvalidRecipients", /it contains no recipients\.$/u],
  [
    "an address that is none",
    { message: { ...message, ccRecipients: to("grace") } },
    "ErrorInvalidRecipients",
    /Recipient 'grace' is not resolved/u,
  ],
  [
    "a property that messages do not have",
    { message: { ...message, subjct: "x" } },
    "RequestBodyRead",
    /The property 'subjct' does not exist on type 'microsoft\.graph\.message'/u,
  ],
  [
    "a subject that is no text",
    { message: { ...message, subject: 7 } },
    "RequestBodyRead",
    /'message\.subject'/u,
  ],
  ["no message", {}, "RequestBodyRead", /'message'/u],
  ["no JSON", "{", "BadRequest", /^Unable to read JSON request payload/u],
])("%s is refused", async (_, body, code, text) => {
  expect(graphError(await send(await tokenWith(entra, "Mail.Send"), body))).toEqual({
    status: 400,
    code,
    message: expect.stringMatching(text),
  });
  expect(entra.sentMail.entries()).toEqual([]);
});

import { Client, GraphError, PageIterator } from "@microsoft/microsoft-graph-client";
import { expect, test } from "vitest";
import { useMockEntra } from "../src/vitest.ts";
import { tokenWith } from "./support/graph.ts";

const entra = useMockEntra();

async function clientFor(scopes: string): Promise<Client> {
  const token = await tokenWith(entra, scopes);
  return Client.init({
    authProvider: (done) => {
      done(null, token);
    },
  });
}

test("the Graph client's page iterator finds every user, a page at a time", async () => {
  const client = await clientFor("User.ReadBasic.All");
  const names: string[] = [];
  const first = await client.api("/users").top(1).select("displayName").get();
  const iterator = new PageIterator(client, first, ({ displayName }: { displayName: string }) => {
    names.push(displayName);
    return true;
  });
  await iterator.iterate();
  expect(names).toEqual(["Ada Lovelace", "Grace Hopper", "Alan Turing"]);
});

test("the Graph client filters, counts, and sends mail", async () => {
  const client = await clientFor("User.ReadBasic.All Mail.Send");
  const found = await client
    .api("/users")
    .header("ConsistencyLevel", "eventual")
    .filter("startswith(displayName,'a')")
    .orderby("displayName desc")
    .count(true)
    .get();
  expect(found).toMatchObject({ "@odata.count": 2, value: [{ displayName: "Alan Turing" }, {}] });
  const toRecipients = [{ emailAddress: { address: "grace@example.com" } }];
  await client.api("/me/sendMail").post({ message: { subject: "Hello", toRecipients } });
  expect(entra.sentMail.entries()).toHaveLength(1);
});

test("the Graph client reads code, status and request id out of a refusal", async () => {
  const client = await clientFor("User.Read");
  const refusal: unknown = await client
    .api("/users")
    .get()
    .catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(GraphError);
  expect(refusal).toMatchObject({
    statusCode: 403,
    code: "Authorization_RequestDenied",
    requestId: expect.stringMatching(/^[\da-f-]{36}$/u),
  });
});

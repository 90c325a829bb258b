import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { beforeEach, describe, expect, it } from "vitest";
import { type GraphAccess, listDirectoryUsers, longestBody, sendMailToSelf } from "../src/index.ts";
import { config, signInAda } from "./support/signed-in-user.ts";

const entra = useMockEntra();
beforeEach(() => entra.setLifetimes(config.clientId, { devicePollingIntervalSeconds: 0.05 }));

const graphCalls = () => entra.trace.entries().filter(({ endpoint }) => endpoint.startsWith("graph"));

/** Ada's access to Graph, after an administrator has consented to these permissions. */
async function accessWith(...scopes: string[]): Promise<GraphAccess> {
  const application = config.clientId;
  if (scopes.length > 0) entra.directory.grantAdminConsent({ application, scopes });
  const { getAccessToken } = await signInAda();
  return { baseUrl: config.graphBaseUrl, getAccessToken };
}

describe("listing the people of the tenant", () => {
  it("goes through all pages by cursor, and no cursor holds an address", async () => {
    const access = await accessWith("User.ReadBasic.All");
    const names: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await listDirectoryUsers(access, { pageSize: 1, cursor });
      expect(page.users).toHaveLength(1);
      names.push(page.users[0]?.displayName);
      cursor = page.nextCursor;
      expect(Buffer.from(cursor?.slice(2) ?? "", "base64url").toString()).not.toContain("http");
    } while (cursor !== undefined);
    expect(new Set(names)).toEqual(new Set(["Ada Lovelace", "Alan Turing", "Grace Hopper"]));
  });

  it.each([
    ["an address", "https://evil.example/v1.0/users?$skiptoken=abc"],
    ["nothing", ""],
    ["a path", "1.../me"],
    ["a page size of nought", "0.YWJj"],
    ["a page size beyond the limit", "101.YWJj"],
    ["no end", `1.${"a".repeat(3_000)}`],
  ])("refuses a cursor that is %s, and calls no server", async (_case, cursor) => {
    const access = await accessWith("User.ReadBasic.All");
    await expect(listDirectoryUsers(access, { pageSize: 1, cursor })).rejects.toMatchObject({
      code: "input_invalid",
    });
    expect(graphCalls()).toEqual([]);
  });

  it("keeps a cursor from adding parameters, and refuses what Graph does not know", async () => {
    const access = await accessWith("User.ReadBasic.All");
    const cursor = `1.${Buffer.from("abc&$filter=accountEnabled eq true#").toString("base64url")}`;
    await expect(listDirectoryUsers(access, { pageSize: 1, cursor })).rejects.toMatchObject({
      code: "input_invalid",
      message: expect.stringContaining("cursor: expected the nextCursor"),
    });
    const called = new URL(graphCalls()[0]?.url ?? "");
    expect([...called.searchParams.keys()].toSorted()).toEqual(["$select", "$skiptoken", "$top"]);
  });

  it.each([0, 101, 1.5])("refuses a page size of %d", async (pageSize) => {
    const access = await accessWith("User.ReadBasic.All");
    await expect(listDirectoryUsers(access, { pageSize })).rejects.toMatchObject({ code: "input_invalid" });
  });

  it("is refused by Graph itself when the token lacks the permission", async () => {
    const access = await accessWith();
    await expect(listDirectoryUsers(access, { pageSize: 1 })).rejects.toMatchObject({ status: 403 });
  });
});

describe("a mail to oneself", () => {
  const mail = { subject: "Reminder", body: "Read <b>RFC 9700</b>." };

  it("goes to the signed-in user's own address, as text", async () => {
    expect(await sendMailToSelf(await accessWith("Mail.Send"), mail)).toEqual({
      sentTo: seed.users.ada.userPrincipalName,
    });
    expect(entra.sentMail.entries()).toMatchObject([
      {
        from: seed.users.ada.userPrincipalName,
        message: {
          subject: "Reminder",
          body: { contentType: "text", content: "Read <b>RFC 9700</b>." },
          toRecipients: [{ emailAddress: { address: seed.users.ada.userPrincipalName } }],
        },
      },
    ]);
  });

  const lineBreaks = [
    "\0",
    "\t",
    "\n",
    "\v",
    "\r",
    "\u001B",
    "\u007F",
    "\u0085",
    "\u009F",
    "\u2028",
    "\u2029",
  ];
  it.each([
    { unusable: "an empty subject", change: { subject: " " } },
    { unusable: "a subject without end", change: { subject: "a".repeat(256) } },
    {
      unusable: "a further header in the subject",
      change: { subject: "Hello\r\nBcc: eve@evil.example" },
    },
    ...lineBreaks.map((character) => ({
      unusable: `${JSON.stringify(character)} in the subject`,
      change: { subject: `Hello${character}all` },
    })),
    { unusable: "an empty body", change: { body: "" } },
    { unusable: "a body without end", change: { body: "a".repeat(longestBody + 1) } },
  ])("is not sent with $unusable", async ({ change }) => {
    const access = await accessWith("Mail.Send");
    await expect(sendMailToSelf(access, { ...mail, ...change })).rejects.toMatchObject({
      code: "input_invalid",
    });
    expect(graphCalls()).toEqual([]);
  });

  it("is not sent a second time when a gateway does not say whether it was sent", async () => {
    const access = await accessWith("Mail.Send");
    entra.faults.add({ endpoint: "graph-send-mail", status: 504 });
    await expect(sendMailToSelf(access, mail)).rejects.toMatchObject({ status: 504 });
    expect(graphCalls().filter(({ endpoint }) => endpoint === "graph-send-mail")).toHaveLength(1);
  });

  it("is refused by Graph itself when the token lacks the permission", async () => {
    await expect(sendMailToSelf(await accessWith(), mail)).rejects.toMatchObject({ status: 403 });
    expect(entra.sentMail.entries()).toEqual([]);
  });

  it("has nowhere to go when the account has no mailbox", async () => {
    const ada = entra.directory.findUser(seed.users.ada.id);
    if (ada !== undefined) ada.mail = null;
    await expect(sendMailToSelf(await accessWith("Mail.Send"), mail)).rejects.toThrow("no mailbox");
  });
});

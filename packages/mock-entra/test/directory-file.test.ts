import { readFileSync } from "node:fs";
import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { createMockEntra, type DirectoryData, seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { obtainCode, redeem } from "./support/protocol.ts";

const entra = useMockEntra();
const example: unknown = JSON.parse(
  readFileSync(new URL("../examples/directory.json", import.meta.url), "utf8"),
);
const orbital = {
  client_id: "0a000000-0003-4000-8000-000000000002",
  client_secret: "workshop-only-not-a-secret-orbital",
};
const katherine = {
  userPrincipalName: "katherine@mcpworkshop.onmicrosoft.com",
  password: "workshop-only-not-a-secret-katherine",
};

/** Through JSON text, as in a file. */
function throughFile(data: DirectoryData): unknown {
  return JSON.parse(JSON.stringify(data));
}

describe("export and import of the directory", () => {
  test("a round trip loses nothing", () => {
    entra.directory.addGroup({ displayName: "Round trippers", members: [seed.users.alan.id] });
    entra.directory.addPolicy({ users: [seed.users.alan.id] });
    entra.directory.requireAssignment(seed.applications.remote.appId);
    const exported = entra.exportDirectory();
    const other = createMockEntra();
    other.importDirectory(throughFile(exported));
    expect(other.exportDirectory()).toEqual(exported);
    // The export alone cannot show that it is complete. So all data of the first directory have to be in the second one.
    expect(JSON.parse(JSON.stringify(other.directory))).toEqual(JSON.parse(JSON.stringify(entra.directory)));
  });

  test("an export is a copy: changing it changes nothing", () => {
    entra.exportDirectory().users.length = 0;
    expect(entra.directory.users).toHaveLength(3);
  });

  test("the documented example works: its user signs in to its application", async () => {
    entra.importDirectory(example);
    const code = await obtainCode({ client_id: orbital.client_id }, katherine);
    const { body } = await redeem(code, orbital);
    expect(decodeJwt(String(body["id_token"]))).toMatchObject({
      preferred_username: katherine.userPrincipalName,
      roles: ["Navigator"],
    });
  });

  test("what a file leaves out is empty, but for what every tenant has", () => {
    entra.importDirectory({ users: [] });
    expect([entra.directory.users, entra.directory.applications, entra.directory.groups]).toEqual([
      [],
      [],
      [],
    ]);
    expect(entra.directory.tenant.id).toBe(seed.tenant.id);
    expect(entra.directory.findServicePrincipal("https://graph.microsoft.com")).toBeDefined();
  });

  test("an application without a service principal gets one", () => {
    const { applications } = entra.exportDirectory();
    entra.importDirectory({ applications });
    expect(entra.directory.findServicePrincipal(seed.applications.remote.appId)?.displayName).toBe(
      seed.applications.remote.displayName,
    );
  });

  test("reset brings back what the mock started with, be it the seed or a file", () => {
    entra.importDirectory(example);
    entra.reset();
    expect(entra.directory.users).toHaveLength(3);
    const own = createMockEntra({ directory: example });
    own.directory.users.length = 0;
    own.reset();
    expect(own.directory.users).toMatchObject([{ displayName: "Katherine Johnson" }]);
  });
});

describe("a file that is wrong", () => {
  const user = {
    id: "0a000000-0001-4000-8000-000000000001",
    userPrincipalName: "a@b.example",
    displayName: null,
    passwordProfile: { password: "p" },
  };
  const group = { id: user.id, displayName: "g", mailNickname: "g", members: [seed.users.ada.id] };
  const grant = { clientId: user.id, consentType: "Principal", resourceId: user.id, scope: "" };

  test.each([
    [[], "directory: found an array. Invalid input: expected object"],
    [{ users: [{ ...user, mail: 7 }] }, "directory.users[0].mail: found 7. Invalid input: expected string"],
    [{ users: [{ ...user, id: "ada" }] }, 'directory.users[0].id: found "ada". Invalid GUID'],
    [{ users: [{ ...user, emial: "" }] }, "directory.users[0]: unknown field emial."],
    [{ users: [user, user] }, 'directory.users[1].userPrincipalName: found "a@b.example" twice.'],
    [
      { groups: [group] },
      `directory.groups[0].members[0]: found "${seed.users.ada.id}". Expected the id of a user, group or service principal.`,
    ],
    [
      { oauth2PermissionGrants: [grant] },
      `directory.oauth2PermissionGrants[0].clientId: found "${user.id}". Expected the id of a service principal.`,
    ],
  ])("is refused with the place, what was found and what was expected: %j", (file, message) => {
    expect(() => {
      entra.importDirectory(file);
    }).toThrow(message);
    expect(entra.directory.users).toHaveLength(3);
  });

  test("a password of the wrong kind is not repeated in the message", () => {
    const wrong = { ...user, passwordProfile: { password: 12_345_678 } };
    expect(() => {
      entra.importDirectory({ users: [wrong] });
    }).toThrow("directory.users[0].passwordProfile.password: found a number. Invalid input: expected string");
  });
});

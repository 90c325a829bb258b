import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { deleteServicePrincipal } from "../src/applications/delete-application.ts";
import { globalAdministratorRoleId } from "../src/directory/directory-roles.ts";
import { createMockEntra, type ListenOptions, seed } from "../src/index.ts";
import { jsonOf } from "./support/protocol.ts";

const certificateDirectory = mkdtempSync(join(tmpdir(), "mock-entra-state-certificates-"));
const trustedBefore = getCACertificates("default");
let folder: string;
let file: string;

beforeAll(async () => {
  const running = await createMockEntra().listen({ ...freePorts, certificateDirectory });
  await running.close();
  setDefaultCACertificates([...trustedBefore, running.caPem]);
});
afterAll(() => {
  setDefaultCACertificates(trustedBefore);
  rmSync(certificateDirectory, { recursive: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mock-entra-state-"));
  file = join(folder, "state.json");
  return () => rmSync(folder, { recursive: true });
});

const freePorts = { backChannelPort: 0, frontChannelPort: 0 };

/** A new mock with this state file, as after `mock-entra --state`, and its commands. */
async function serve(options: ListenOptions = {}) {
  const mock = createMockEntra();
  const running = await mock.listen({ ...freePorts, certificateDirectory, stateFile: file, ...options });
  let isOpen = true;
  const stop = async (): Promise<void> => {
    if (isOpen) await running.close();
    isOpen = false;
  };
  onTestFinished(async () => stop().catch(() => undefined));
  const command = async (method: string, name: string, body?: unknown): Promise<Response> =>
    fetch(`${running.frontChannelUrl}/_mock/${name}`, {
      method,
      headers: { "x-mock-entra-control": "1" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const keys = createRemoteJWKSet(new URL(`${running.authorityHost}/${seed.tenant.id}/discovery/v2.0/keys`));
  return { mock, running, stop, command, keys };
}

/** The seed with another name for Ada. */
function directoryWith(displayName: string) {
  const directory = createMockEntra().exportDirectory();
  for (const user of directory.users) if (user.id === seed.users.ada.id) user.displayName = displayName;
  return directory;
}

function keptContent() {
  return JSON.parse(readFileSync(file, "utf8"));
}

function keptName(): unknown {
  const { users } = keptContent().tenants[0].directory;
  return users.find(({ id }: { id: string }) => id === seed.users.ada.id).displayName;
}

describe("a state file", () => {
  test("brings back the directory after a restart", async () => {
    const before = await serve();
    await before.command("PUT", "directory", directoryWith("Ada King"));
    await before.stop();
    const { mock } = await serve();
    expect(mock.directory.findUser(seed.users.ada.id)?.displayName).toBe("Ada King");
  });

  test("brings back rotated keys: they sign again, and tokens of before still verify", async () => {
    const before = await serve();
    const subject = { kind: "valid", audience: seed.applications.api.appId, user: seed.users.ada.id };
    const old = await jsonOf(await before.command("POST", "forge", subject));
    const { keyId } = await jsonOf(await before.command("POST", "rotate-keys"));
    await before.stop();
    const after = await serve();
    expect((await jwtVerify(String(old["token"]), after.keys)).payload["oid"]).toBe(seed.users.ada.id);
    const fresh = await jsonOf(await after.command("POST", "forge", subject));
    expect((await jwtVerify(String(fresh["token"]), after.keys)).protectedHeader.kid).toBe(keyId);
  });

  test("brings back what was changed in the second tenant", async () => {
    const before = await serve();
    before.mock.secondTenant.directory.addGroup({ displayName: "Night shift" });
    await before.command("GET", "faults");
    await before.stop();
    const { mock } = await serve();
    expect(mock.secondTenant.directory.groups.map(({ displayName }) => displayName)).toEqual(["Night shift"]);
  });

  test("does not bring back a service principal that was deleted, although its application is there", async () => {
    const { appId } = seed.applications.local;
    const before = await serve();
    const { directory } = before.mock;
    directory.servicePrincipals = directory.servicePrincipals.filter(
      (principal) => principal.appId !== appId,
    );
    directory.oauth2PermissionGrants = [];
    await before.stop();
    const { mock } = await serve();
    expect(mock.directory.findApplication(appId)).toBeDefined();
    expect(mock.directory.findServicePrincipal(appId)).toBeUndefined();
  });

  test("can be read after a service principal was deleted that had a role and was in a group", async () => {
    const before = await serve();
    const { directory } = before.mock;
    const principal = directory.findServicePrincipal(seed.applications.remote.appId);
    if (principal === undefined) throw new Error("The seed has this one.");
    directory.addMember(seed.groups.engineering.displayName, principal.id);
    directory.directoryRoleAssignments.push({
      principalId: principal.id,
      roleDefinitionId: globalAdministratorRoleId,
    });
    deleteServicePrincipal(directory, principal);
    await before.stop();
    const { mock } = await serve();
    expect(mock.directory.findServicePrincipal(seed.applications.remote.appId)).toBeUndefined();
  });

  test("has the change before the request is answered", async () => {
    const { command } = await serve();
    expect(keptName()).toBe("Ada Lovelace");
    await command("PUT", "directory", directoryWith("Ada King"));
    expect(keptName()).toBe("Ada King");
  });

  test("has the seed again after a reset", async () => {
    const { command } = await serve();
    await command("PUT", "directory", directoryWith("Ada King"));
    await command("POST", "rotate-keys");
    await command("POST", "reset");
    expect(keptName()).toBe("Ada Lovelace");
    expect(keptContent().tenants[0].signingKeys).toHaveLength(1);
  });

  test.skipIf(process.platform === "win32")(
    "is for its owner's eyes only, also when others could read it before, and says what it holds",
    async () => {
      await (await serve()).stop();
      chmodSync(file, 0o644);
      const { command } = await serve();
      expect(statSync(file).mode & 0o777).toBe(0o600);
      await command("POST", "rotate-keys");
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(keptContent().holds).toContain("private signing keys");
    },
  );

  test.skipIf(process.platform === "win32")("may be a link: the file behind it is written", async () => {
    await (await serve()).stop();
    const link = join(folder, "link.json");
    symlinkSync(file, link);
    const { command } = await serve({ stateFile: link });
    await command("PUT", "directory", directoryWith("Ada King"));
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(keptName()).toBe("Ada King");
  });

  test("leaves no second copy of the keys, even where a mock was killed while it wrote", async () => {
    await (await serve()).stop();
    writeFileSync(`${file}.new`, "half a fi");
    await serve();
    expect(existsSync(`${file}.new`)).toBe(false);
  });
});

describe("a state file that is refused, and stays as it is", () => {
  test.each<[string, (text: string) => string, string]>([
    [
      "another version",
      (text) => text.replace('"version": 1', '"version": 2'),
      "state.version: found 2. Expected 1.",
    ],
    ["no version", () => "{}", "state.version: found nothing. Expected 1."],
    [
      "a file that was cut off",
      (text) => text.slice(0, 5000),
      "Expected the JSON that mock-entra has written",
    ],
    ["an empty file", () => "", "Expected the JSON that mock-entra has written"],
    ["a key that is none", (text) => text.replace("BEGIN PRIVATE KEY", "BEGIN NOTHING"), "is no private key"],
    ["a field that is unknown", (text) => text.replace('"mail":', '"post":'), "unknown field post"],
    [
      "an App ID URI on this machine, without the option",
      (text) => text.replace('"identifierUris": []', '"identifierUris": ["http://localhost:3001/mcp"]'),
      "only with --allow-loopback-identifier-uris",
    ],
  ])("%s", async (_name, change, message) => {
    await (await serve()).stop();
    const text = change(readFileSync(file, "utf8"));
    writeFileSync(file, text);
    await expect(serve()).rejects.toThrow(`Could not read the state file ${file}: `);
    await expect(serve()).rejects.toThrow(message);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("a folder that is not there is an error at the start", async () => {
    await expect(serve({ stateFile: join(folder, "missing/state.json") })).rejects.toThrow(
      /^Could not write the state file .*ENOENT/u,
    );
  });

  test("one file for two mocks: the second to write is told, and overwrites nothing", async () => {
    const first = await serve();
    const second = await serve();
    await first.command("PUT", "directory", directoryWith("Ada King"));
    const answer = await second.command("PUT", "directory", directoryWith("Ada Byron"));
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain("another program has changed it meanwhile");
    expect(keptName()).toBe("Ada King");
    await expect(second.stop()).rejects.toThrow("another program has changed it meanwhile");
  });
});

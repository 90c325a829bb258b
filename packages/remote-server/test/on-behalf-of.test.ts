import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it, onTestFinished } from "vitest";
import { callByHand } from "./support/by-hand.ts";
import { api, request, startEntraServer } from "./support/entra-tokens.ts";
import { generations } from "./support/generations.ts";

const entra = useMockEntra();
const keys = { SESSION_ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString("base64") };
const asked = (endpoint: string) =>
  entra.trace.entries().filter((entry) => entry.endpoint === endpoint).length;
const list = { name: "listDirectoryUsers" };

describe("a token of Graph's, on behalf of the caller", () => {
  it("is asked for once for all calls with one token, in each generation of MCP", async () => {
    const { endpoints } = await startEntraServer(entra);
    const token = await entra.forge.valid(request);
    for (const generation of generations)
      expect((await callByHand(endpoints, token, list.name, {}, generation)).status).toBe(200);
    expect([asked("token"), asked("graph-users")]).toEqual([1, 2]);
  });

  it("is asked for once for calls at the same time, and anew for another token of the same user", async () => {
    const { endpoints } = await startEntraServer(entra);
    const [one, other] = [await entra.forge.valid(request), await entra.forge.valid(request)];
    await Promise.all(Array.from({ length: 10 }, async () => callByHand(endpoints, one, list.name)));
    expect(asked("token")).toBe(1);
    await callByHand(endpoints, other, list.name);
    expect(asked("token")).toBe(2);
  });

  it("never reaches another of 20 users who call at the same time", async () => {
    const { endpoints } = await startEntraServer(entra);
    const people = Array.from({ length: 20 }, (_, index) => {
      const name = `Person ${index}`;
      return entra.directory.addUser({
        ...structuredClone(entra.directory.findUser(seed.users.ada.id) ?? raise("no Ada")),
        id: crypto.randomUUID(),
        userPrincipalName: `person${index}@${seed.tenant.domain}`,
        displayName: name,
      });
    });
    const tokens = await Promise.all(
      people.map(async ({ id }) => entra.forge.valid({ ...request, user: id })),
    );
    const call = async (token: string, generation: (typeof generations)[number]) => {
      const response = await callByHand(endpoints, token, "getUserDetails", {}, generation);
      return (await response.json()) as { result: { structuredContent: { displayName: string } } };
    };
    const answers = await Promise.all(
      generations.flatMap((generation) => tokens.map(async (token) => call(token, generation))),
    );
    const names = answers.map(({ result }) => result.structuredContent.displayName);
    const expected = people.map(({ displayName }) => displayName);
    expect(names).toEqual([...expected, ...expected]);
  });

  it("lies on the disk, as the caller's token would, in no form that could be read", async () => {
    const folder = mkdtempSync(join(tmpdir(), "on-behalf-of-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { endpoints } = await startEntraServer(entra, {
      ...keys,
      SESSION_STORE: `sqlite:${join(folder, "sessions.sqlite")}`,
    });
    const token = await entra.forge.valid(request);
    expect((await callByHand(endpoints, token, list.name)).status).toBe(200);
    const disk = readdirSync(folder).map((file) => readFileSync(join(folder, file), "latin1"));
    expect(disk.join("")).toContain("on-behalf:");
    // Three letters alone can be in an encrypted text by chance.
    expect(disk.join("")).not.toMatch(/eyJ[\w-]+\.eyJ/);
    for (const text of [token, token.split(".")[2] ?? "", "accessToken"])
      expect(disk.join("")).not.toContain(text);
  });
});

describe.each(generations)("what Entra says to the exchange, in MCP %s", (generation) => {
  const callWith = async (token: string) => {
    const server = await startEntraServer(entra);
    const response = await callByHand(server.endpoints, token, "getUserDetails", {}, generation);
    return { ...server, response, challenge: response.headers.get("www-authenticate") ?? "" };
  };

  it("a policy that wants more of the sign-in reaches the client, with its claims and what to do with them", async () => {
    const token = await entra.forge.valid(request);
    entra.directory.addPolicy({ applications: ["00000003-0000-0000-c000-000000000000"] });
    const { response, challenge } = await callWith(token);
    expect(response.status).toBe(401);
    expect(challenge).toContain('error="insufficient_claims"');
    expect(challenge).toContain("send these claims to Entra");
    const claims = /claims="([^"]+)"/.exec(challenge)?.[1] ?? "";
    expect(JSON.parse(Buffer.from(claims, "base64").toString())).toHaveProperty("access_token");
  });

  it.each([
    ["a user who was signed out everywhere", 50_173],
    ["a token that has just ended", 500_133],
  ])("%s: the client signs in again", async (_what, aadsts) => {
    entra.faults.add({ endpoint: "token", aadsts });
    const { response, challenge } = await callWith(await entra.forge.valid(request));
    expect(response.status).toBe(401);
    expect(challenge).toMatch(/^Bearer error="invalid_token"/);
  });

  it("no consent: an error of the tool that names who can help, and no challenge that would go in a circle", async () => {
    const principal = entra.directory.findServicePrincipal(api.appId);
    entra.directory.oauth2PermissionGrants = entra.directory.oauth2PermissionGrants.filter(
      ({ clientId }) => clientId !== principal?.id,
    );
    const { response } = await callWith(await entra.forge.valid(request));
    expect(response.status).toBe(200);
    const answer = await response.text();
    expect(answer).toContain("isError");
    for (const help of ["AADSTS65001", "admin consent", "knownClientApplications", "preauthorized"])
      expect(answer).toContain(help);
  });

  it.each([500_131, 50_013])(
    "AADSTS%i, our own configuration: 500, and a line in the log",
    async (aadsts) => {
      entra.faults.add({ endpoint: "token", aadsts });
      const { response, bugs, challenge } = await callWith(await entra.forge.valid(request));
      expect([response.status, challenge]).toEqual([500, ""]);
      expect(await response.text()).not.toContain("AADSTS");
      expect(bugs).toMatchObject([{ message: expect.stringContaining(`AADSTS${aadsts}`) }]);
    },
  );

  it("a refusal of Graph's leads to one exchange past what is kept", async () => {
    const token = await entra.forge.valid(request);
    const server = await startEntraServer(entra);
    const call = async () => callByHand(server.endpoints, token, "listDirectoryUsers", {}, generation);
    await call();
    entra.faults.add({ endpoint: "graph-users", status: 401, times: 1 });
    expect((await call()).status).toBe(200);
    expect(asked("token")).toBe(2);
    entra.faults.add({ endpoint: "graph-users", status: 401 });
    expect((await call()).status).toBe(401);
    expect(asked("token")).toBe(3);
  });
});

function raise(message: string): never {
  throw new Error(message);
}

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createMockEntra, seed } from "../src/index.ts";
import { tenantFile } from "./support/tenant-files.ts";

const [third, fourth] = [tenantFile(3), tenantFile(4)];

describe("a served mock with further tenants", () => {
  async function serve(furtherTenants: unknown[], stateFile?: string) {
    const folder = mkdtempSync(join(tmpdir(), "mock-entra-tenants-"));
    const mock = createMockEntra({ furtherTenants });
    const running = await mock.listen({
      backChannelPort: 0,
      frontChannelPort: 0,
      certificateDirectory: folder,
      ...(stateFile === undefined ? {} : { stateFile }),
    });
    const stop = async (): Promise<void> => {
      await running.close();
      rmSync(folder, { recursive: true });
    };
    const command = async (method: string, name: string, body?: unknown) => {
      const response = await fetch(`${running.frontChannelUrl}/_mock/${name}`, {
        method,
        headers: { "x-mock-entra-control": "1" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
    };
    return { mock, command, stop };
  }

  test("takes tenants by commands: added, listed, read and replaced", async () => {
    const { command, stop } = await serve([]);
    onTestFinished(stop);
    expect((await command("POST", "tenants", third)).status).toBe(204);
    expect((await command("GET", "tenants")).body).toMatchObject({ tenants: [{}, {}, third.tenant] });
    expect((await command("GET", `directory?tenant=${third.tenant.id}`)).body).toMatchObject(third);
    expect((await command("PUT", `directory?tenant=${third.tenant.id}`, { users: [] })).status).toBe(204);
    expect((await command("GET", `directory?tenant=${third.tenant.id}`)).body).toMatchObject({
      tenant: third.tenant,
      users: [],
    });
    expect(await command("POST", "tenants", third)).toMatchObject({ status: 400 });
    expect(await command("GET", "directory?tenant=x")).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('tenant: found "x". Expected one of') },
    });
    expect((await command("POST", "revoke-sessions", { user: seed.secondTenant.mallory.id })).status).toBe(
      204,
    );
  });

  test("keeps further tenants in its state file, and no private key twice", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mock-entra-tenants-state-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "state.json");
    const before = await serve([third], file);
    before.mock.directoryOf(third.tenant.id).addGroup({ displayName: "Night shift" });
    await before.command("POST", "tenants", fourth);
    await before.stop();
    expect(readFileSync(file, "utf8").match(/BEGIN PRIVATE KEY/gu)).toHaveLength(2);
    const after = await serve([third], file);
    onTestFinished(after.stop);
    expect(
      after.mock
        .tenants()
        .map(({ id }) => id)
        .slice(2),
    ).toEqual([third.tenant.id, fourth.tenant.id]);
    expect(after.mock.directoryOf(third.tenant.id).groups).toMatchObject([{ displayName: "Night shift" }]);
    await after.command("POST", "reset");
    expect(after.mock.tenants()).toHaveLength(3);
    expect(JSON.parse(readFileSync(file, "utf8")).tenants).toHaveLength(3);
  });
});

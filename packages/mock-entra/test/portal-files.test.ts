import { describe, expect, test } from "vitest";
import type { Page } from "../src/browser/index.ts";
import { createMockEntra, seed } from "../src/index.ts";
import { useServed } from "./support/deployment.ts";
import { messageOf, visitPortal } from "./support/portal.ts";

const served = useServed();
const portal = visitPortal(() => served.running().frontChannelUrl);
const { applications } = seed;
const callback = "http://localhost:3001/auth/callback";

function section(appId: string, name: string): Promise<Page> {
  return portal.open(`/portal/registrations/${appId}/${name}`);
}

describe("an application as a file", () => {
  test("it is exported with Graph's field names, and imported elsewhere under the same client ID", async () => {
    const { appId } = applications.remote;
    const exported = await portal.open(`/portal/registrations/${appId}/manifest.json`);
    expect(exported.headers.get("content-disposition")).toBe(`attachment; filename="${appId}.json"`);
    const file: Record<string, unknown> = JSON.parse(exported.html);
    expect(file).toMatchObject({
      appId,
      isFallbackPublicClient: false,
      web: { redirectUris: expect.arrayContaining([callback]) },
    });
    const list = await portal.open("/portal/registrations");
    const taken = await portal.press(list, "Import", { file: exported.html });
    expect(messageOf(taken)).toContain("is registered already");
    const before = served.entra
      .exportDirectory()
      .applications.find((application) => application.appId === appId);
    const overview = await section(appId, "overview");
    await portal.press(overview, "Delete", { sure: "yes" });
    const imported = await portal.press(await portal.open("/portal/registrations"), "Import", {
      file: exported.html,
    });
    expect(messageOf(imported)).toContain("make a new one");
    const after = served.entra.directory.findApplication(appId);
    const same = ["displayName", "web", "appRoles", "requiredResourceAccess", "api"] as const;
    for (const field of same) expect(after?.[field]).toMatchObject(before?.[field] ?? {});
    expect(after?.federatedIdentityCredentials.map(({ name }) => name)).toEqual([
      "managed-identity",
      "workload",
    ]);
    expect(after?.passwordCredentials).toEqual([]);
    expect(() => createMockEntra().importDirectory(served.entra.exportDirectory())).not.toThrow();
  });

  test("a manifest is edited in place, and a mistake in it changes nothing", async () => {
    const { appId } = applications.local;
    const page = await section(appId, "manifest");
    const text = page.document.querySelector("textarea")?.text ?? "";
    const manifest: Record<string, unknown> = JSON.parse(text);
    const saved = await portal.press(page, "Save", {
      manifest: JSON.stringify({ ...manifest, notes: "Ours" }),
    });
    expect(messageOf(saved)).toContain("Saved");
    expect(served.entra.directory.findApplication(appId)?.notes).toBe("Ours");
    for (const wrong of [
      "",
      "not JSON",
      "[]",
      JSON.stringify({ ...manifest, notes: "No", colour: "blue" }),
    ]) {
      const refused = await portal.press(page, "Save", { manifest: wrong });
      expect([refused.status, messageOf(refused)]).toEqual([400, expect.stringMatching(/\S/u)]);
    }
    expect(served.entra.directory.findApplication(appId)?.notes).toBe("Ours");
  });

  test("an import is all or nothing", async () => {
    const list = await portal.open("/portal/registrations");
    const file = JSON.stringify({ displayName: "Half", federatedIdentityCredentials: [{ name: "x" }] });
    const count = served.entra.directory.applications.length;
    expect((await portal.press(list, "Import", { file })).status).toBe(400);
    expect(served.entra.directory.applications).toHaveLength(count);
  });
});

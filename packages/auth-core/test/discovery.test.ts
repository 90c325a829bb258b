import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { discoverAuthority } from "../src/index.ts";
import { config } from "./support/signed-in-user.ts";

useMockEntra();

describe("Entra, when a server looks for its tenant", () => {
  it("tells the issuer that its id tokens will carry", async () => {
    const { issuer, metadata } = await discoverAuthority(config);
    expect(issuer).toBe(`https://login.microsoftonline.com/${seed.tenant.id}/v2.0`);
    expect(JSON.parse(metadata)).toMatchObject({
      token_endpoint: `https://login.microsoftonline.com/${seed.tenant.id}/oauth2/v2.0/token`,
    });
  });

  it("does not know a tenant that was mistyped, and the error says which variable holds it", async () => {
    const tenantId = "3f2c6a1e-7b84-4d59-9e0a-5c1d8b7f2e64";
    await expect(discoverAuthority({ ...config, tenantId })).rejects.toMatchObject({
      name: "ConfigurationError",
      code: "configuration_invalid",
      message: `AZURE_TENANT_ID is "${tenantId}", but https://login.microsoftonline.com does not know this tenant (AADSTS90002). Expected the Directory (tenant) ID on the overview page of your app registration.`,
    });
  });
});

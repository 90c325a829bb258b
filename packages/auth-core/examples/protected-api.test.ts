import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { expect, onTestFinished, test } from "vitest";
import { addWorkshopApi, clientId, entraConfig } from "../test/support/workshop-api.ts";
import { createProtectedApi } from "./protected-api.ts";

const entra = useMockEntra();
const url = "https://things.example.com/api";

test("the smallest protected API lets a good token in, and says to others where to get one", async () => {
  addWorkshopApi(entra);
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const api = await createProtectedApi(entraConfig, { url, allowedClients: [clientId], log });
  await once(api.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void api.close());
  const address = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const call = async (token: string) =>
    fetch(`${address}/api`, { headers: { authorization: `Bearer ${token}` } });
  const request = { audience: entraConfig.clientId, user: seed.users.ada.id, client: clientId };

  const good = await call(await entra.forge.valid({ ...request, scopes: ["Things.Read"] }));
  expect(await good.json()).toEqual({ hello: seed.users.ada.id });

  const without = await fetch(`${address}/api`);
  const metadataPath = "/.well-known/oauth-protected-resource/api";
  expect(without.headers.get("www-authenticate")).toBe(
    `Bearer scope="${url}/Things.Read", resource_metadata="https://things.example.com${metadataPath}"`,
  );
  const metadata = await fetch(address + metadataPath);
  expect(await metadata.json()).toMatchObject({ resource: url, scopes_supported: [`${url}/Things.Read`] });

  const narrow = await call(await entra.forge.valid({ ...request, scopes: ["Other"] }));
  expect([narrow.status, narrow.headers.get("www-authenticate")]).toEqual([
    403,
    expect.stringContaining('error="insufficient_scope"'),
  ]);

  const foreign = await call(await entra.forge.audience(request));
  expect([foreign.status, await foreign.json()]).toMatchObject([401, { error: "invalid_token" }]);
  expect(lines).toEqual([expect.stringContaining("aud is not AZURE_CLIENT_ID")]);
});

import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { appOnlyToken, callGraph, denied, graphError, tokenWith } from "./support/graph.ts";

const entra = useMockEntra();
const { id, displayName, domain } = seed.tenant;
const verifiedDomains = [
  {
    capabilities: "Email, OfficeCommunicationsOnline",
    isDefault: true,
    isInitial: true,
    name: domain,
    type: "Managed",
  },
];

describe("GET /organization", () => {
  test("lists the caller's tenant, and no other; User.Read shows three properties of it", async () => {
    const { body } = await callGraph(await tokenWith(entra, "User.Read"), "/v1.0/organization");
    expect(body["value"]).toEqual([
      expect.objectContaining({ id, displayName, verifiedDomains, tenantType: null, createdDateTime: null }),
    ]);
  });

  test("Organization.Read.All shows the others as well", async () => {
    const token = await appOnlyToken(entra, "Organization.Read.All");
    const { body } = await callGraph(token, `/v1.0/organization/${id}?$select=displayName,tenantType`);
    expect(body).toEqual({
      "@odata.context":
        "https://graph.microsoft.com/v1.0/$metadata#organization(displayName,tenantType)/$entity",
      displayName,
      tenantType: "AAD",
    });
  });

  test("an application by itself needs more than User.Read.All", async () => {
    const token = await appOnlyToken(entra, "User.Read.All");
    expect(graphError(await callGraph(token, "/v1.0/organization"))).toEqual(denied);
  });

  test("another tenant is not there", async () => {
    const token = await tokenWith(entra, "User.Read");
    const answer = await callGraph(token, `/v1.0/organization/${seed.secondTenant.id}`);
    expect(graphError(answer)).toMatchObject({ status: 404, code: "Request_ResourceNotFound" });
  });
});

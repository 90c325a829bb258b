import { describe, expect, it } from "vitest";
import type { TokenRefusal } from "../src/index.ts";
import { objectId, tokenOf, tokenWith, verifierWith } from "./support/own-keys.ts";
import { clientId, entraConfig } from "./support/workshop-api.ts";

const other = "99999999-9999-4999-8999-999999999999";

describe("a token with Entra's signature, this tenant's issuer and this API's audience", () => {
  it("is accepted if nothing is wrong with its claims", async () => {
    expect(await (await verifierWith()).verify(await tokenWith())).toMatchObject({
      kind: "accepted",
      bearer: { kind: "user", objectId, clientId, scopes: ["User.Read"], roles: [] },
    });
  });

  it.each<[string, Record<string, unknown>, TokenRefusal["kind"]]>([
    ["says another version", { ver: "1.0" }, "version"],
    [
      "says another version and the audience of that version",
      { ver: "1.0", aud: `api://${entraConfig.clientId}` },
      "version",
    ],
    ["says no version", { ver: undefined }, "version"],
    ["says another tenant", { tid: other }, "tenant"],
    ["says no tenant", { tid: undefined }, "claims"],
    ["says no object id", { oid: undefined }, "claims"],
    ["says an empty object id", { oid: "" }, "claims"],
    ["never ends", { exp: undefined }, "claims"],
    ["has an end that is not a number", { exp: "tomorrow" }, "claims"],
    ["says no client", { azp: undefined }, "client"],
    ["says an empty client", { azp: "" }, "claims"],
    ["says its client with a blank", { azp: `${clientId} ` }, "client"],
    [
      "has two audiences, and neither is the API",
      { aud: [other, `api://${entraConfig.clientId}`] },
      "audience",
    ],
    ["has the App ID URI as audience", { aud: `api://${entraConfig.clientId}` }, "audience"],
    [
      "has an issuer with a slash at its end",
      { iss: `${entraConfig.authorityHost}/${entraConfig.tenantId}/v2.0/` },
      "issuer",
    ],
    ["has no permission", { scp: undefined, roles: ["Auditor"] }, "permission"],
    ["says that it is an application's, but has a user", { idtyp: "app", roles: ["Auditor"] }, "permission"],
    ["is an application's", { scp: undefined, sub: objectId, roles: ["Auditor"] }, "application"],
    ["says that it is an application's, and has scopes", { idtyp: "app", sub: objectId }, "application"],
  ])("but %s is refused", async (_what, claims, kind) => {
    expect(await (await verifierWith()).verify(await tokenWith(claims))).toMatchObject({
      kind: "refused",
      refusal: { kind },
    });
  });

  it.each([
    ["has ended 50 seconds ago", "exp", -50, "accepted"],
    ["has ended 70 seconds ago", "exp", -70, "expired"],
    ["begins in 50 seconds", "nbf", 50, "accepted"],
    ["begins in 70 seconds", "nbf", 70, "not_yet_valid"],
  ])("and %s is judged with a tolerance of a minute", async (_what, claim, seconds, expected) => {
    const time = Date.now();
    const { verify } = await verifierWith({ now: () => time });
    const found = await verify(await tokenWith({ [claim]: Math.floor(time / 1_000) + seconds }));
    expect(found.kind === "refused" ? found.refusal.kind : found.kind).toBe(expected);
  });

  it("is malformed if its content is not a set of claims", async () => {
    expect(await (await verifierWith()).verify(await tokenOf("no claims"))).toMatchObject({
      refusal: { kind: "malformed" },
    });
  });

  it.each([undefined, "", "another"])("is refused if it names its key %j", async (kid) => {
    const { verify } = await verifierWith();
    expect(await verify(await tokenWith({}, { kid }))).toMatchObject({ refusal: { kind: "unknown_key" } });
  });
});

describe("what a token permits", () => {
  it("is each scope once, with any number of blanks between them", async () => {
    const { verify } = await verifierWith();
    expect(await verify(await tokenWith({ scp: " User.Read  Mail.Send " }))).toMatchObject({
      bearer: { scopes: ["User.Read", "Mail.Send"] },
    });
    expect(await verify(await tokenWith({ scp: "" }))).toMatchObject({
      bearer: { kind: "user", scopes: [] },
    });
  });

  it("has no scopes for an application, even if the token names some", async () => {
    const { verify } = await verifierWith({ allowsApplications: true });
    const own = { idtyp: "app", sub: objectId };
    expect(await verify(await tokenWith({ ...own, roles: ["Auditor"] }))).toMatchObject({
      bearer: { kind: "application", scopes: [], roles: ["Auditor"] },
    });
    expect(await verify(await tokenWith(own))).toMatchObject({ refusal: { kind: "role" } });
  });
});

import { seed } from "@mcp-entra/mock-entra";
import { foreignEnvironment } from "@mcp-entra/workshop/attacks";
import { expect, test } from "vitest";
import { issuer } from "./support/addresses.ts";
import { useEntra } from "./support/entra.ts";
import { knock, startServer, fatesOf } from "./support/test-server.ts";
import { ofAda, tokenWith } from "./support/tokens.ts";

const entra = useEntra({ tokensEnd: "late" });
const otherTenant = seed.secondTenant.id;
/** Of other clouds, of older versions, and of customers' tenants. */
const otherHosts = [
  "login.microsoftonline.us",
  "login.partner.microsoftonline.cn",
  "login.windows.net",
  "login.microsoft.com",
  "sts.windows.net",
  "attacker.ciamlogin.com",
  "attacker.b2clogin.com",
];

test("[5.2] lets a token of your tenant in", async () => {
  const { fate } = await knock(await startServer(), await tokenWith(entra, { iss: issuer }));
  expect(
    fate,
    "The server refuses a version 2 token of your tenant. Its iss is https://login.microsoftonline.com/, the tenant ID and /v2.0. Compare with exactly this text, in checkIssuer. If the log names the signature, look at openSignedReader first.",
  ).toBe("let in");
});

test("[5.2] refuses a token of another tenant", async () => {
  foreignEnvironment();
  const issuers = [otherTenant, "common", "organizations", "{tenantid}"].map((id) =>
    issuer.replace(seed.tenant.id, id),
  );
  const tokens = [
    await entra.forge.tenant(ofAda),
    await entra.forge.secondTenant(ofAda),
    ...(await Promise.all(issuers.map(async (iss) => tokenWith(entra, { iss, tid: otherTenant })))),
    await tokenWith(entra, { iss: issuer.replace(seed.tenant.id, otherTenant) }),
  ];
  expect(
    await fatesOf(await startServer(), tokens),
    "The server accepted a token of another tenant. Entra signs for all tenants with the same keys, and an attacker can create a tenant with users of any name. Compare iss with the issuer of your own tenant, in checkIssuer. Decide the same in development (NODE_ENV).",
  ).toEqual([401]);
  expect(
    await fatesOf(await startServer(), [await tokenWith(entra, {})]),
    "The environment has settings of another program, and the server refuses a token of your tenant. Take the tenant ID from the options, and not from process.env, in checkIssuer.",
  ).toEqual(["let in"]);
});

test("[5.2] refuses an issuer that only looks like yours", async () => {
  const issuers = [
    `${issuer}.attacker.example`,
    `https://attacker.example/${issuer}`,
    `https://attacker.example/${seed.tenant.id}/v2.0`,
    `https://login.microsoftonline.com.attacker.example/${seed.tenant.id}/v2.0`,
    `https://login-microsoftonline.com/${seed.tenant.id}/v2.0`,
    `https://login.microsoftonline.com/${otherTenant}/v2.0?${seed.tenant.id}`,
    `https://login.microsoftonline.com/${otherTenant}/v2.0#${issuer}`,
    issuer.replace("https:", "http:"),
    ...otherHosts.map((host) => `https://${host}/${seed.tenant.id}/v2.0`),
    `https://sts.windows.net/${seed.tenant.id}/`,
    seed.tenant.id,
  ];
  const tokens = [
    await entra.forge.issuer(ofAda),
    ...(await Promise.all(issuers.map(async (iss) => tokenWith(entra, { iss })))),
  ];
  expect(
    await fatesOf(await startServer(), tokens),
    "The server accepted an issuer that is only similar to yours: a part of it is the same. Compare the whole text of iss, with ===, in checkIssuer.",
  ).toEqual([401]);
});

test("[5.2] refuses a token that names no issuer", async () => {
  const issuers = [undefined, null, "", [issuer, "https://attacker.example"], { iss: issuer }, true];
  const tokens = await Promise.all(issuers.map(async (iss) => tokenWith(entra, { iss })));
  expect(
    await fatesOf(await startServer(), tokens),
    "The server accepted a token that names no issuer, or several. Refuse a token without this claim. Accept only the one text, in checkIssuer.",
  ).toEqual([401]);
});

test("[5.2] tells the operator what to change when a token has version 1", async () => {
  const server = await startServer();
  const { fate } = await knock(server, await entra.forge.v1(ofAda));
  const says = /requestedAccessTokenVersion/.test(server.log.join("\n"));
  expect(
    { fate, says },
    "The server accepted a version 1 token, or the log does not say what to change. Entra issues version 1, with another issuer and another audience, unless the manifest of the API demands version 2. New APIs often have this error. Refuse the token, and name api.requestedAccessTokenVersion in the message of TokenRefused, in checkIssuer. protectMcp of the starter writes this message to options.log: keep this line.",
  ).toEqual({ fate: 401, says: true });
});

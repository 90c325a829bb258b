import { createPrivateKey } from "node:crypto";
import { SignJWT } from "jose";
import { expect, test } from "vitest";
import { createClientCertificate, seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { administratorClient, refusal, registered } from "./support/administration.ts";
import { postToken } from "./support/protocol.ts";

const entra = useMockEntra();
const { remote } = seed.applications;

function badRequest(message: RegExp) {
  return {
    status: 400,
    code: "Request_BadRequest",
    message: expect.stringMatching(message),
  };
}

test("a secret is shown once: later only its first three characters", async () => {
  const client = await administratorClient(entra);
  const { id } = await registered(client);
  const added = await client
    .api(`/applications/${id}/addPassword`)
    .post({ passwordCredential: { displayName: "workshop" } });
  expect(added.secretText).toMatch(/^[\w~-]{40}$/u);
  const { passwordCredentials } = await client.api(`/applications/${id}`).get();
  expect(passwordCredentials).toEqual([
    expect.objectContaining({
      keyId: added.keyId,
      displayName: "workshop",
      hint: added.secretText.slice(0, 3),
      secretText: null,
    }),
  ]);
  expect(JSON.stringify(passwordCredentials)).not.toContain(added.secretText);
});

test("a secret that is removed no longer opens anything, and cannot be removed twice", async () => {
  const client = await administratorClient(entra);
  const { id, appId } = await registered(client);
  const { keyId, secretText } = await client.api(`/applications/${id}/addPassword`).post({});
  const scope = "https://graph.microsoft.com/.default";
  const request = { grant_type: "client_credentials", client_id: appId, client_secret: secretText, scope };
  expect((await postToken(request)).status).toBe(200);
  await client.api(`/applications/${id}/removePassword`).post({ keyId });
  expect((await postToken(request)).body["error_codes"]).toEqual([7000215]);
  expect(await refusal(client.api(`/applications/${id}/removePassword`).post({ keyId }))).toEqual(
    badRequest(/^No credentials found to be removed\.$/u),
  );
});

test("a secret lives for two years unless the caller says otherwise, and not backwards", async () => {
  const client = await administratorClient(entra);
  const path = `/applications/${(await registered(client)).id}/addPassword`;
  const { startDateTime, endDateTime } = await client.api(path).post({});
  expect(new Date(endDateTime).getUTCFullYear() - new Date(startDateTime).getUTCFullYear()).toBe(2);
  const passwordCredential = { startDateTime: "2030-01-01T00:00:00Z", endDateTime: "2029-01-01T00:00:00Z" };
  expect(await refusal(client.api(path).post({ passwordCredential }))).toEqual(badRequest(/end date/u));
});

test("a certificate is uploaded by an update, and shown only when it is asked for", async () => {
  const client = await administratorClient(entra);
  const { certificate, keyCredential, privateKey } = await createClientCertificate();
  const path = `/applications/${(await registered(client)).id}`;
  const key = Buffer.from(certificate).toString("base64");
  await client
    .api(path)
    .patch({ keyCredentials: [{ type: "AsymmetricX509Cert", usage: "Verify", key: keyCredential.key }] });
  const [shown] = (await client.api(path).get()).keyCredentials;
  expect(shown).toMatchObject({ customKeyIdentifier: keyCredential.customKeyIdentifier, key: null });
  const [full] = (await client.api(path).select("keyCredentials").get()).keyCredentials;
  expect(full.key).toBe(keyCredential.key);
  const wrong = client.api(path).patch({ keyCredentials: [{ key: key.slice(0, 40) }] });
  expect(await refusal(wrong)).toEqual(badRequest(/^Key value is invalid certificate\.$/u));
  const withPrivateKey = client.api(path).patch({ keyCredentials: [{ key: privateKey }] });
  expect(await refusal(withPrivateKey)).toEqual(badRequest(/is a private key/u));
});

test("addKey wants a proof that the caller holds a certificate of the application", async () => {
  const client = await administratorClient(entra);
  const [first, second] = await Promise.all([createClientCertificate(), createClientCertificate()]);
  const application = entra.directory.findApplication(remote.appId);
  application?.keyCredentials.push(first.keyCredential);
  const audience = "00000002-0000-0000-c000-000000000000";
  // The signer reads the clock twice. A second may pass in between, so a good proof is far from the limit of 600 seconds.
  const proofBy = (privateKey: string, seconds: number, claims = {}): Promise<string> =>
    new SignJWT({ iss: application?.id ?? "", aud: audience, ...claims })
      .setProtectedHeader({ alg: "RS256" })
      .setNotBefore("0 s")
      .setExpirationTime(`${seconds} s`)
      .sign(createPrivateKey(privateKey));
  const addKey = async (proof: string): Promise<unknown> =>
    client.api(`/applications/${application?.id}/addKey`).post({
      keyCredential: { type: "AsymmetricX509Cert", usage: "Verify", key: second.keyCredential.key },
      passwordCredential: null,
      proof,
    });
  expect(await refusal(addKey(await proofBy(second.privateKey, 300)))).toMatchObject({
    status: 400,
    code: "Authentication_MissingOrMalformed",
  });
  expect((await refusal(addKey(await proofBy(first.privateKey, 3000)))).status).toBe(400);
  for (const claims of [{ iss: remote.appId }, { aud: "https://graph.microsoft.com" }]) {
    expect((await refusal(addKey(await proofBy(first.privateKey, 300, claims)))).status).toBe(400);
  }
  await addKey(await proofBy(first.privateKey, 300));
  expect(application?.keyCredentials.map(({ customKeyIdentifier }) => customKeyIdentifier)).toEqual([
    first.keyCredential.customKeyIdentifier,
    second.keyCredential.customKeyIdentifier,
  ]);
});

test("a federated credential can be made, found by name, changed and removed", async () => {
  const client = await administratorClient(entra);
  const path = `/applications/${(await registered(client)).id}/federatedIdentityCredentials`;
  const credential = {
    name: "cluster",
    issuer: "https://issuer.example.com/",
    subject: "system:serviceaccount:a:b",
    audiences: ["api://AzureADTokenExchange"],
  };
  const created = await client.api(path).post(credential);
  expect(created).toMatchObject(credential);
  expect((await client.api(`${path}/cluster`).get()).id).toBe(created.id);
  await client.api(`${path}/cluster`).patch({ subject: "other" });
  expect((await client.api(path).get()).value).toMatchObject([{ name: "cluster", subject: "other" }]);
  expect((await refusal(client.api(path).post({ ...credential, subject: "third" }))).status).toBe(400);
  await client.api(`${path}/${created.id}`).delete();
  expect((await client.api(path).get()).value).toEqual([]);
});

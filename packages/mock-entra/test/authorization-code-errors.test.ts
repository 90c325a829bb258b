import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import {
  entraError,
  newPkce,
  obtainCode,
  redeem,
  refresh,
  invalidClient,
  invalidGrant,
  invalidRequest,
} from "./support/protocol.ts";

const entra = useMockEntra();
const { local, remote } = seed.applications;
const day = 86_400;

function applicationOf(appId: string) {
  const application = entra.directory.findApplication(appId);
  if (!application) throw new Error("no such application");
  return application;
}

test("a code that was never issued is malformed", async () => {
  expect(entraError(await redeem("made-up"))).toEqual(invalidGrant(9002313));
});

test("a code works once", async () => {
  const code = await obtainCode();
  expect((await redeem(code)).status).toBe(200);
  expect(entraError(await redeem(code))).toEqual(invalidGrant(54005));
});

test("of eight redemptions at the same time one wins", async () => {
  const code = await obtainCode();
  const answers = await Promise.all(Array.from({ length: 8 }, () => redeem(code)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 200))
    expect(entraError(answer)).toEqual(invalidGrant(54005));
});

test("a code expires after ten minutes", async () => {
  const code = await obtainCode();
  entra.clock.advance({ seconds: 601 });
  expect(entraError(await redeem(code))).toEqual(invalidGrant(70008));
});

test("a code of another application is refused", async () => {
  const code = await obtainCode();
  const other = {
    ...structuredClone(applicationOf(remote.appId)),
    appId: "33333333-aaaa-4bbb-8ccc-000000000003",
  };
  entra.directory.addApplication(other);
  expect(entraError(await redeem(code, { client_id: other.appId }))).toEqual(invalidGrant(70000));
});

test("a redirect URI other than the one of the sign-in is refused", async () => {
  expect(
    entraError(await redeem(await obtainCode(), { redirect_uri: "http://localhost:3001/other" })),
  ).toEqual(invalidClient(500112));
});

test.each([
  ["a wrong verifier", "x".repeat(43)],
  ["no verifier", undefined],
])("PKCE: %s is refused", async (_, code_verifier) => {
  const code = await obtainCode({ code_challenge: newPkce().challenge, code_challenge_method: "S256" });
  expect(entraError(await redeem(code, { code_verifier }))).toEqual(invalidGrant(501481));
});

test("PKCE downgrade: a verifier for a code without a challenge is refused", async () => {
  expect(entraError(await redeem(await obtainCode(), { code_verifier: newPkce().verifier }))).toEqual(
    invalidGrant(501481),
  );
});

test("PKCE with the plain method compares as is, and S256 does not", async () => {
  const { verifier } = newPkce();
  const code = await obtainCode({ code_challenge: verifier });
  expect((await redeem(code, { code_verifier: verifier })).status).toBe(200);
  const hashed = await obtainCode({ code_challenge: verifier, code_challenge_method: "S256" });
  expect(entraError(await redeem(hashed, { code_verifier: verifier }))).toEqual(invalidGrant(501481));
});

test("a user who was disabled or deleted in the meantime gets no token", async () => {
  const [disabled, deleted] = [await obtainCode(), await obtainCode()];
  const user = entra.directory.findUser(seed.users.ada.id);
  if (user) user.accountEnabled = false;
  expect(entraError(await redeem(disabled))).toEqual(invalidGrant(50057));
  entra.directory.users.length = 0;
  expect(entraError(await redeem(deleted))).toEqual(invalidGrant(50034));
});

test("a single-page application redeems from its own origin only, with PKCE, for a day", async () => {
  const headers = { origin: "http://localhost:5173" };
  applicationOf(local.appId).spa.redirectUris.push("http://localhost:5173/spa");
  const { verifier, challenge } = newPkce();
  const parameters = { client_id: local.appId, redirect_uri: "http://localhost:5173/spa" };
  const redemption = { ...parameters, client_secret: undefined };
  const withChallenge = { ...parameters, code_challenge: challenge, code_challenge_method: "S256" };
  expect(entraError(await redeem(await obtainCode(), {}, { headers }))).toEqual(invalidRequest(9002326));
  expect(entraError(await redeem(await obtainCode(withChallenge), redemption))).toEqual(
    invalidRequest(9002327),
  );
  expect(entraError(await redeem(await obtainCode(parameters), redemption, { headers }))).toEqual(
    invalidRequest(9002325),
  );
  const good = await redeem(
    await obtainCode(withChallenge),
    { ...redemption, code_verifier: verifier },
    { headers },
  );
  expect(good.status).toBe(200);
  entra.clock.advance({ seconds: day + 1 });
  expect(
    entraError(
      await refresh(
        good.body["refresh_token"],
        { client_id: local.appId, client_secret: undefined },
        { headers },
      ),
    ),
  ).toEqual(invalidGrant(700084));
});

import { foreignEnvironment, moveTime } from "@mcp-entra/workshop/attacks";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { useEntra } from "./support/entra.ts";
import { knock, startServer, fatesOf } from "./support/test-server.ts";
import { ofAda, tokenWith } from "./support/tokens.ts";

const entra = useEntra();
const secondsNow = (): number => Math.floor(Date.now() / 1_000);

test("[5.4] lets a token in for as long as it is valid", async () => {
  moveTime(0);
  const server = await startServer();
  const token = await entra.forge.valid(ofAda);
  const now = secondsNow();
  const answers = [await knock(server, token), await knock(server, await tokenWith(entra, { nbf: now }))];
  moveTime(Number(decodeJwt(token).exp) - now - 5);
  answers.push(await knock(server, token));
  expect(
    answers.map(({ fate }) => fate),
    "The server refuses a token before its end, or in its first minute. exp and nbf are in seconds since 1970, and Date.now() is in milliseconds. Look at the units, in checkTime. A tolerance makes the time of a token longer, and never shorter.",
  ).toEqual(["let in", "let in", "let in"]);
});

test("[5.4] refuses a token that has expired", async () => {
  foreignEnvironment();
  const exp = secondsNow() - 6 * 60;
  const tokens = [
    await entra.forge.expired(ofAda),
    await tokenWith(entra, { exp }),
    await tokenWith(entra, { exp, iat: secondsNow() }),
    await tokenWith(entra, { exp: 0 }),
    await tokenWith(entra, { exp: -1 }),
  ];
  expect(
    await fatesOf(await startServer(), tokens),
    "The server accepted an expired token, so a stolen token is valid for ever. Compare exp with the current time, with a tolerance of five minutes at most, in checkTime. exp is in seconds, and Date.now() in milliseconds.",
  ).toEqual([401]);
});

test("[5.4] refuses a token that ends while it is in use", async () => {
  moveTime(0);
  const server = await startServer();
  const token = await entra.forge.valid(ofAda);
  const answers = [await knock(server, token)];
  // Its use shortly before its end does not make it last longer.
  moveTime(Number(decodeJwt(token).exp) - secondsNow() - 5);
  answers.push(await knock(server, token));
  moveTime(5 + 6 * 60);
  answers.push(await knock(server, token));
  expect(
    answers.map(({ fate }) => fate),
    "The server accepted a token at its first call, and still accepts it after its end. Compare exp with the current time at each call, in checkTime. Keep no result from one call to the next, in protectMcp or in openVerifier.",
  ).toEqual(["let in", "let in", 401]);
});

test("[5.4] refuses a token that is not valid yet", async () => {
  const nbf = secondsNow() + 6 * 60;
  const tokens = [await entra.forge.notYetValid(ofAda), await tokenWith(entra, { nbf })];
  expect(
    await fatesOf(await startServer(), tokens),
    "The server accepted a token before its start (nbf). The token is not valid yet, or a clock is wrong; then the server accepts expired tokens, too. Compare nbf with the current time, in checkTime.",
  ).toEqual([401]);
});

test("[5.4] refuses a token without an end", async () => {
  const ends = [undefined, null, "never", "Infinity", String(secondsNow() + 3_600), "", [], {}, true];
  const tokens = await Promise.all(ends.map(async (exp) => tokenWith(entra, { exp })));
  expect(
    await fatesOf(await startServer(), tokens),
    "The server accepted a token without exp, or with an exp that is no number. In JavaScript, each comparison with undefined or NaN is false, so “exp < now” does not refuse it. First check that exp is a number, in checkTime.",
  ).toEqual([401]);
});

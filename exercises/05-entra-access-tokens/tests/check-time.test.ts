import { moveTime } from "@mcp-entra/workshop/attacks";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { useEntra } from "./support/entra.ts";
import { knock, startServer, fatesOf } from "./support/test-server.ts";
import { ofAda, tokenWith } from "./support/tokens.ts";

const entra = useEntra();
const secondsNow = (): number => Math.floor(Date.now() / 1_000);

test("[5.4] lets a token in for as long as it is valid", async () => {
  const server = await startServer();
  const token = await entra.forge.valid(ofAda);
  const answers = [await knock(server, token)];
  moveTime(Number(decodeJwt(token).exp) - secondsNow() - 60);
  answers.push(await knock(server, token));
  expect(
    answers.map(({ fate }) => fate),
    "A token is refused before it ends. exp and nbf are in seconds since 1970, Date.now() is in milliseconds: mind the units, in checkTime.",
  ).toEqual(["let in", "let in"]);
});

test("[5.4] refuses a token that has expired", async () => {
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
    "A token that had expired was let in, so a stolen one is good for ever. Compare exp with the time now. Five minutes of tolerance are the most; exp is in seconds, Date.now() in milliseconds. The place is checkTime.",
  ).toEqual([401]);
});

test("[5.4] refuses a token that ends while it is in use", async () => {
  const server = await startServer();
  const token = await entra.forge.valid(ofAda);
  const answers = [await knock(server, token)];
  moveTime(Number(decodeJwt(token).exp) - secondsNow() + 6 * 60);
  answers.push(await knock(server, token));
  expect(
    answers.map(({ fate }) => fate),
    "A token that was good at its first call is still let in after its end. What you have found out about a token ends with it: check exp at each call, in checkTime, and keep no caller from one call to the next, in protectMcp.",
  ).toEqual(["let in", 401]);
});

test("[5.4] refuses a token that is not valid yet", async () => {
  const nbf = secondsNow() + 6 * 60;
  const tokens = [await entra.forge.notYetValid(ofAda), await tokenWith(entra, { nbf })];
  expect(
    await fatesOf(await startServer(), tokens),
    "A token was let in before its beginning (nbf). Entra has not yet made it good, or one of the clocks is wrong, and then expired tokens pass as well. Compare nbf with the time now, in checkTime.",
  ).toEqual([401]);
});

test("[5.4] refuses a token without an end", async () => {
  const ends = [undefined, null, "never", "", [], {}, true];
  const tokens = await Promise.all(ends.map(async (exp) => tokenWith(entra, { exp })));
  expect(
    await fatesOf(await startServer(), tokens),
    "A token was let in that has no end, or none that is a number. In JavaScript each comparison with undefined or NaN is false, so “exp < now” lets it through. Ask first whether exp is a number, in checkTime.",
  ).toEqual([401]);
});

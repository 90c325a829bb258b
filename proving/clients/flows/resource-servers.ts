import express from "express";
import { createRemoteJWKSet, decodeProtectedHeader, importSPKI, jwtVerify } from "jose";
import { JwksClient } from "jwks-rsa";
import passport from "passport";
import { BearerStrategy, type ITokenPayload, type VerifyCallback } from "passport-azure-ad";
import { expect } from "vitest";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import { addApi, apiUri } from "../../../packages/mock-entra/test/support/api.ts";
import type { ClientFlow, Mock } from "../client-flow.ts";
import { accessTokenFor, ada } from "./signed-in.ts";
import { startApplication } from "./web-application.ts";

const { remote } = seed.applications;

/** The settings of an API for its tokens. */
interface Api {
  issuer: string;
  audience: string;
  jwksUri: string;
  /** Ada's token, as Entra has issued it. */
  token: string;
  /** The same token with another signature. */
  forged: string;
}

async function registerApi(mock: Mock): Promise<Api> {
  const { entra, authorityHost, running } = mock;
  const { appId: audience } = addApi(entra);
  const { appId: client_id, secret: client_secret, redirectUri: redirect_uri } = remote;
  const caller = { client_id, client_secret, redirect_uri };
  return {
    issuer: `${authorityHost}/${seed.tenant.id}/v2.0`,
    audience,
    jwksUri: `${authorityHost}/${seed.tenant.id}/discovery/v2.0/keys`,
    token: await accessTokenFor(mock, caller, `${apiUri}/access`),
    forged: await (running ?? entra).forge.signature({
      audience,
      user: ada.userPrincipalName,
      scopes: ["access"],
    }),
  };
}

async function jose(mock: Mock): Promise<void> {
  const { jwksUri, issuer, audience, token, forged } = await registerApi(mock);
  const keys = createRemoteJWKSet(new URL(jwksUri));
  const { payload } = await jwtVerify(token, keys, { issuer, audience });
  expect(payload).toMatchObject({ oid: ada.id, scp: "access" });
  await expect(jwtVerify(forged, keys, { issuer, audience })).rejects.toThrow("signature");
}

async function jwksRsa(mock: Mock): Promise<void> {
  const { jwksUri, issuer, audience, token, forged } = await registerApi(mock);
  const key = await new JwksClient({ jwksUri }).getSigningKey(decodeProtectedHeader(token).kid);
  const publicKey = await importSPKI(key.getPublicKey(), "RS256");
  const { payload } = await jwtVerify(token, publicKey, { issuer, audience });
  expect(payload).toMatchObject({ oid: ada.id, scp: "access" });
  await expect(jwtVerify(forged, publicKey, { issuer, audience })).rejects.toThrow("signature");
}

/** The API accepts Ada's token. It refuses a forged token, and a request without a token. */
async function expectGuarded(address: string, { token, forged }: Api): Promise<void> {
  const call = async (authorization: string | undefined): Promise<[number, string]> => {
    const answer = await fetch(address, authorization === undefined ? {} : { headers: { authorization } });
    return [answer.status, await answer.text()];
  };
  expect(await call(`Bearer ${token}`)).toEqual([200, ada.id]);
  expect((await call(`Bearer ${forged}`))[0]).toBe(401);
  expect((await call(undefined))[0]).toBe(401);
}

async function expressOauth2JwtBearer(mock: Mock): Promise<void> {
  // The library keeps a reference to `https.get` from its own loading. So it has to be loaded after msw has replaced `https.get`.
  const { auth } = await import("express-oauth2-jwt-bearer");
  const api = await registerApi(mock);
  const address = await startApplication(mock, "/unused", () => {
    const application = express();
    application.use(auth({ issuerBaseURL: api.issuer, audience: api.audience }));
    application.get("/", (request, response) => {
      response.send(request.auth?.payload["oid"]);
    });
    return application;
  });
  await expectGuarded(address, api);
}

async function passportBearer(mock: Mock): Promise<void> {
  const api = await registerApi(mock);
  const address = await startApplication(mock, "/unused", () => {
    const callers = new passport.Passport();
    callers.use(
      new BearerStrategy(
        {
          identityMetadata: `${api.issuer}/.well-known/openid-configuration`,
          clientID: api.audience,
          audience: api.audience,
          scope: ["access"],
        },
        (token: ITokenPayload, done: VerifyCallback) => {
          done(null, token);
        },
      ),
    );
    const application = express();
    application.use(callers.initialize());
    application.get("/", callers.authenticate("oauth-bearer", { session: false }), (request, response) => {
      const user: Partial<ITokenPayload> = request.user ?? {};
      response.send(user.oid);
    });
    return application;
  });
  await expectGuarded(address, api);
}

const flow = "Access tokens of an API: a real one, a forged one, none";
const places = ["in process", "served"] as const;

export const resourceServerFlows: ClientFlow[] = [
  { dependency: "jose", flow: "Access tokens of an API: a real one, a forged one", places, run: jose },
  { dependency: "jwks-rsa", flow: "Access tokens of an API: a real one, a forged one", places, run: jwksRsa },
  { dependency: "express-oauth2-jwt-bearer", flow, places, run: expressOauth2JwtBearer },
  {
    dependency: "passport-azure-ad",
    flow: "BearerStrategy: a real access token, a forged one, none",
    places,
    run: passportBearer,
  },
];

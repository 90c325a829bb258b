import { Auth } from "@auth/core";
import type { OIDCUserConfig } from "@auth/core/providers";
import MicrosoftEntraID, { type MicrosoftEntraIDProfile } from "@auth/core/providers/microsoft-entra-id";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import express from "express";
import openidConnect from "express-openid-connect";
import session from "express-session";
import passport from "passport";
import { OIDCStrategy, type IProfile, type VerifyCallback } from "passport-azure-ad";
import { expect } from "vitest";
import { signIn } from "../../../packages/mock-entra/src/browser/index.ts";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import type { ClientFlow, Mock } from "../client-flow.ts";
import { ada } from "./signed-in.ts";
import { expectSignIn, listenerOf, needsHttps, startApplication } from "./web-application.ts";

const { remote } = seed.applications;
const sessionSecret = "a secret of this test, and of nothing else";
const issuerOf = ({ authorityHost }: Mock): string => `${authorityHost}/${seed.tenant.id}/v2.0`;

/** The library asks graph.microsoft.com for the photo. A served mock does not have this name. */
function withoutPhoto({ running }: Mock): OIDCUserConfig<MicrosoftEntraIDProfile> {
  return running === undefined ? {} : { profile: ({ sub, name, email }) => ({ id: sub, name, email }) };
}

/** For `/common`: the application is for several tenants. */
function letOtherTenantsIn({ entra }: Mock): void {
  const application = entra.directory.findApplication(remote.appId);
  if (application !== undefined) application.signInAudience = "AzureADMultipleOrgs";
}

async function authJs(mock: Mock, issuer = issuerOf(mock)): Promise<void> {
  const callback = "/auth/callback/microsoft-entra-id";
  const baseUrl = await startApplication(mock, callback, (address) =>
    listenerOf(address, async (request) =>
      Auth(request, {
        basePath: "/auth",
        trustHost: true,
        secret: sessionSecret,
        providers: [
          MicrosoftEntraID({
            clientId: remote.appId,
            clientSecret: remote.secret,
            issuer,
            ...withoutPhoto(mock),
          }),
        ],
      }),
    ),
  );
  const browser = mock.browser([]);
  const buttons = await browser.visit(`${baseUrl}/auth/signin`);
  await signIn(browser, await browser.continue(buttons), ada);
  const shown = await browser.visit(`${baseUrl}/auth/session`);
  expect(JSON.parse(shown.html)).toMatchObject({
    user: { name: "Ada Lovelace", email: ada.userPrincipalName },
  });
}

async function betterAuthSignIn(mock: Mock, tenantId: string = seed.tenant.id): Promise<void> {
  const baseUrl = await startApplication(mock, "/api/auth/callback/microsoft", (address) => {
    const auth = betterAuth({
      baseURL: address,
      secret: sessionSecret,
      database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
      telemetry: { enabled: false },
      socialProviders: {
        microsoft: {
          clientId: remote.appId,
          clientSecret: remote.secret,
          tenantId,
          authority: mock.authorityHost,
          disableProfilePhoto: mock.running !== undefined,
        },
      },
    });
    return listenerOf(address, async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/") {
        return Response.json(await auth.api.getSession({ headers: request.headers }));
      }
      if (pathname !== "/login") return auth.handler(request);
      const asked = await auth.api.signInSocial({
        body: { provider: "microsoft", callbackURL: "/" },
        returnHeaders: true,
      });
      asked.headers.set("location", asked.response.url ?? "");
      return new Response(null, { status: 303, headers: asked.headers });
    });
  });
  await expectSignIn(mock, `${baseUrl}/login`, `"email":"${ada.userPrincipalName}"`);
}

async function expressOpenidConnect(mock: Mock): Promise<void> {
  const baseUrl = await startApplication(mock, "/callback", (baseURL) => {
    const application = express();
    application.use(
      openidConnect.auth({
        baseURL,
        issuerBaseURL: issuerOf(mock),
        clientID: remote.appId,
        clientSecret: remote.secret,
        secret: sessionSecret,
        authorizationParams: { response_type: "code", scope: "openid profile email User.Read" },
      }),
    );
    application.get("/", (request, response) => {
      response.send(request.oidc.user?.["name"]);
    });
    return application;
  });
  await expectSignIn(mock, baseUrl, "Ada Lovelace");
}

async function passportAzureAd(mock: Mock): Promise<void> {
  const callback = "/auth/callback";
  const baseUrl = await startApplication(mock, callback, (address) => {
    const users = new passport.Passport();
    users.serializeUser((user, done) => {
      done(null, user);
    });
    users.deserializeUser((user: Express.User, done) => {
      done(null, user);
    });
    users.use(
      new OIDCStrategy(
        {
          identityMetadata: `${issuerOf(mock)}/.well-known/openid-configuration`,
          clientID: remote.appId,
          clientSecret: remote.secret,
          responseType: "code",
          responseMode: "form_post",
          redirectUrl: address + callback,
          allowHttpForRedirectUrl: true,
          passReqToCallback: false,
          scope: ["profile", "User.Read"],
        },
        (profile: IProfile, done: VerifyCallback) => {
          done(null, profile);
        },
      ),
    );
    const application = express();
    application.use(express.urlencoded({ extended: false }));
    application.use(session({ secret: sessionSecret, resave: false, saveUninitialized: false }));
    application.use(users.initialize());
    application.get("/", users.authenticate("azuread-openidconnect"));
    application.post(callback, users.authenticate("azuread-openidconnect"), (request, response) => {
      response.json(request.user);
    });
    return application;
  });
  await expectSignIn(mock, baseUrl, `"displayName":"Ada Lovelace"`);
}

const flow = "Sign-in and session of an application";
const withoutPhotos = `${flow}, without the user's photo (it asks graph.microsoft.com for it)`;

export const webFrameworkFlows: ClientFlow[] = [
  {
    dependency: "@auth/core",
    flow: `Auth.js: ${flow}`,
    places: ["in process"],
    run: async (mock) => authJs(mock),
  },
  {
    dependency: "@auth/core",
    flow: `Auth.js: ${flow}, at /common`,
    places: ["in process"],
    run: async (mock) => {
      letOtherTenantsIn(mock);
      await authJs(mock, `${mock.authorityHost}/common/v2.0`);
    },
  },
  {
    dependency: "@auth/core",
    flow: `Auth.js: ${withoutPhotos}`,
    places: ["served"],
    run: async (mock) => authJs(mock),
  },
  { dependency: "better-auth", flow, places: ["in process"], run: async (mock) => betterAuthSignIn(mock) },
  {
    dependency: "better-auth",
    flow: `${flow}, at /common`,
    places: ["in process"],
    run: async (mock) => {
      letOtherTenantsIn(mock);
      await betterAuthSignIn(mock, "common");
    },
  },
  {
    dependency: "better-auth",
    flow: withoutPhotos,
    places: ["served"],
    run: async (mock) => betterAuthSignIn(mock),
  },
  {
    dependency: "express-openid-connect",
    flow,
    places: ["in process", "served, https pages"],
    run: expressOpenidConnect,
  },
  {
    dependency: "express-openid-connect",
    flow,
    places: ["served"],
    run: expressOpenidConnect,
    cannot: { error: /only requests to HTTPS are allowed/, reason: needsHttps },
  },
  {
    dependency: "passport-azure-ad",
    flow: "OIDCStrategy: sign-in by form_post",
    places: ["in process", "served, https pages"],
    run: passportAzureAd,
  },
  {
    dependency: "passport-azure-ad",
    flow: "OIDCStrategy: sign-in by form_post",
    places: ["served"],
    run: passportAzureAd,
    cannot: { error: /ended with 401/, reason: needsHttps },
  },
];

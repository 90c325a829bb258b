import { type MockEntra, seed } from "../../src/index.ts";
import { createBrowser } from "../support/browser.ts";
import { authorizeUrl, obtainCode, redeem, refresh } from "../support/protocol.ts";
import { pageOf, pressButton, typePassword } from "../support/sign-in.ts";
import {
  asJson,
  asPage,
  asRedirect,
  type ErrorCase,
  open,
  readJson,
  readPage,
  readRedirect,
} from "./error-case.ts";

const { ada, alan } = seed.users;

async function openSignIn() {
  const browser = createBrowser();
  return { browser, page: pageOf(await browser.open(authorizeUrl({ state: "s" }))) };
}

async function trySignIn(credentials: { userPrincipalName: string; password: string }) {
  const { browser, page } = await openSignIn();
  return readPage(await typePassword(browser, page, credentials));
}

function disable({ directory }: MockEntra, userId: string): void {
  const user = directory.findUser(userId);
  if (user) user.accountEnabled = false;
}

const person: ErrorCase[] = [
  {
    when: "the password is wrong",
    refusal: asPage(50126, 200),
    provoke: () => trySignIn({ ...ada, password: "wrong" }),
  },
  {
    when: "the account that signs in does not exist",
    refusal: asPage(50034, 200),
    provoke: () => trySignIn({ userPrincipalName: "unknown@example.com", password: "any" }),
  },
  {
    when: "the account that signs in is of another tenant, and no guest",
    refusal: asPage(50020, 200),
    provoke: () => trySignIn(seed.secondTenant.mallory),
  },
  {
    when: "the account that signs in is disabled",
    refusal: asPage(50057, 200),
    provoke: (entra) => {
      disable(entra, ada.id);
      return trySignIn(ada);
    },
  },
  {
    when: "the account is deleted before its code is redeemed",
    refusal: asJson(400, "invalid_grant", 50034),
    provoke: async (entra) => {
      const code = await obtainCode();
      entra.directory.users.length = 0;
      return readJson(await redeem(code));
    },
  },
  {
    when: "the account is disabled before its code is redeemed",
    refusal: asJson(400, "invalid_grant", 50057),
    provoke: async (entra) => {
      const code = await obtainCode();
      disable(entra, ada.id);
      return readJson(await redeem(code));
    },
  },
  {
    when: "the user is not assigned to an application that requires it",
    refusal: asPage(50105),
    provoke: (entra) => {
      const { appId: remoteAppId } = seed.applications.remote;
      const principal = entra.directory.servicePrincipals.find(({ appId }) => appId === remoteAppId);
      if (principal) principal.appRoleAssignmentRequired = true;
      return trySignIn(alan);
    },
  },
];

const session: ErrorCase[] = [
  {
    when: "prompt=none finds no signed-in user",
    refusal: asRedirect("login_required", 50058),
    provoke: async () => readRedirect(await open({ prompt: "none" })),
  },
  {
    when: "the user cancels",
    refusal: asRedirect("access_denied", 65004),
    provoke: async () => {
      const { browser, page } = await openSignIn();
      return readRedirect(await pressButton(browser, page, "cancel"));
    },
  },
  {
    when: "a sign-in form is sent from another browser (login CSRF)",
    refusal: asPage(165000),
    provoke: async () => {
      const { page } = await openSignIn();
      return readPage(await typePassword(createBrowser(), page, ada));
    },
  },
  {
    when: "the sign-in page was open for too long",
    refusal: asPage(50089),
    provoke: async (entra) => {
      const { browser, page } = await openSignIn();
      entra.clock.advance({ seconds: 3601 });
      return readPage(await typePassword(browser, page, ada));
    },
  },
];

const policy: ErrorCase[] = [
  {
    when: "the second factor is denied",
    refusal: asPage(500121, 200),
    provoke: async (entra) => {
      entra.directory.addPolicy();
      const { browser, page } = await openSignIn();
      const secondFactor = pageOf(await typePassword(browser, page, ada));
      return readPage(await pressButton(browser, secondFactor, "deny"));
    },
  },
  {
    when: "prompt=none needs a second factor",
    refusal: asRedirect("interaction_required", 50076),
    provoke: async (entra) => {
      const { browser, page } = await openSignIn();
      await typePassword(browser, page, ada);
      entra.directory.addPolicy();
      return readRedirect(await browser.open(authorizeUrl({ prompt: "none", state: "s" })));
    },
  },
  {
    when: "a refresh needs a second factor",
    refusal: asJson(400, "invalid_grant", 50076, "basic_action"),
    provoke: async (entra) => {
      const { body } = await redeem(await obtainCode());
      entra.directory.addPolicy();
      return readJson(await refresh(body["refresh_token"]));
    },
  },
  {
    when: "a refresh needs a second factor that the user has not set up",
    refusal: asJson(400, "interaction_required", 50079),
    provoke: async (entra) => {
      const { body } = await redeem(await obtainCode());
      entra.directory.addPolicy();
      const user = entra.directory.findUser(ada.id);
      if (user) user.isMfaRegistered = false;
      return readJson(await refresh(body["refresh_token"]));
    },
  },
  {
    when: "a policy blocks the sign-in",
    refusal: asPage(53003),
    provoke: (entra) => {
      entra.directory.addPolicy({ users: [ada.id], control: "block" });
      return trySignIn(ada);
    },
  },
  {
    when: "a policy blocks the refresh",
    refusal: asJson(400, "invalid_grant", 53003, "message_only"),
    provoke: async (entra) => {
      const { body } = await redeem(await obtainCode());
      entra.directory.addPolicy({ users: [ada.id], control: "block" });
      return readJson(await refresh(body["refresh_token"]));
    },
  },
];

/** Errors of the person or the browser session, and demands of a policy. */
export const signInCases: ErrorCase[] = [...person, ...session, ...policy];

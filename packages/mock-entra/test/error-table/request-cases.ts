import { createBrowser } from "../support/browser.ts";
import { seed } from "../../src/index.ts";
import { authority, jsonOf, obtainCode, postToken, redeem } from "../support/protocol.ts";
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

/** Sends a request to the token endpoint that no form can send. */
function fetchToken(init: RequestInit = {}) {
  return fetchFrom(`${authority}/${seed.tenant.id}/oauth2/v2.0/token`, init);
}

async function fetchFrom(url: string, init: RequestInit = {}) {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, body: await jsonOf(response) };
}

const atAuthorize: ErrorCase[] = [
  {
    when: "a browser is sent to a tenant that does not exist",
    refusal: asPage(90002),
    provoke: async () => readPage(await open({}, "unknown.example")),
  },
  {
    when: "a browser is sent to /consumers for an application of work accounts",
    refusal: asPage(9002332),
    provoke: async () => readPage(await open({}, "consumers")),
  },
  {
    when: "a browser is sent to /organizations for an application of personal accounts",
    refusal: asPage(9002331),
    provoke: async ({ directory }) => {
      const application = directory.findApplication(seed.applications.remote.appId);
      if (application) application.signInAudience = "PersonalMicrosoftAccount";
      return readPage(await open({}, "organizations"));
    },
  },
  {
    when: "a browser is sent to /common for a single-tenant application",
    refusal: asPage(50194),
    provoke: async () => readPage(await open({}, "common")),
  },
  {
    when: "an authorization request names no client",
    refusal: asPage(900144),
    provoke: async () => readPage(await open({ client_id: undefined })),
  },
  {
    when: "an authorization request asks for an unknown response mode",
    refusal: asPage(70007),
    provoke: async () => readPage(await open({ response_mode: "pigeon" })),
  },
  {
    when: "an authorization request has no response type",
    refusal: asRedirect("invalid_request", 900144),
    provoke: async () => readRedirect(await open({ response_type: undefined })),
  },
  {
    when: "an authorization request asks for an unknown response type",
    refusal: asRedirect("unsupported_response_type", 70005),
    provoke: async () => readRedirect(await open({ response_type: "magic" })),
  },
  {
    when: "a hybrid answer is asked for where the registration allows it",
    refusal: asRedirect("unsupported_response_type", 700054),
    provoke: async ({ directory }) => {
      const application = directory.findApplication(seed.applications.remote.appId);
      const implicitGrantSettings = { enableAccessTokenIssuance: true, enableIdTokenIssuance: true };
      Object.assign(application?.web ?? {}, { implicitGrantSettings });
      return readRedirect(await open({ response_type: "code id_token" }));
    },
  },
  {
    when: "an implicit id token is asked for and not enabled",
    refusal: asRedirect("unsupported_response_type", 700054),
    provoke: async () => readRedirect(await open({ response_type: "code id_token" })),
  },
  {
    when: "an implicit access token is asked for and not enabled",
    refusal: asRedirect("unsupported_response_type", 700051),
    provoke: async () => readRedirect(await open({ response_type: "id_token token" })),
  },
  {
    when: "prompt has a value that does not exist",
    refusal: asRedirect("invalid_request", 90023),
    provoke: async () => readRedirect(await open({ prompt: "please" })),
  },
  {
    when: "the code challenge is too short",
    refusal: asRedirect("invalid_request", 501491),
    provoke: async () => readRedirect(await open({ code_challenge: "short" })),
  },
  {
    when: "the code challenge has an unknown method",
    refusal: asRedirect("invalid_request", 501471),
    provoke: async () =>
      readRedirect(await open({ code_challenge: "x".repeat(43), code_challenge_method: "S512" })),
  },
];

const atToken: ErrorCase[] = [
  {
    when: "the tenant of a token request does not exist",
    refusal: asJson(400, "invalid_request", 90002),
    provoke: async () => readJson(await redeem("any", {}, { tenant: "unknown.example" })),
  },
  {
    when: "the tenant of a token request is no GUID and no domain",
    refusal: asJson(400, "invalid_request", 900023),
    provoke: async () => readJson(await redeem("any", {}, { tenant: "unknown" })),
  },
  {
    when: "a token request goes to /consumers for an application of work accounts",
    refusal: asJson(400, "invalid_request", 9002332),
    provoke: async () => readJson(await redeem("any", {}, { tenant: "consumers" })),
  },
  {
    when: "a token request goes to /common for a single-tenant application",
    refusal: asJson(400, "invalid_request", 50194),
    provoke: async () => readJson(await redeem("any", {}, { tenant: "common" })),
  },
  {
    when: "a token is asked for at an endpoint of the first version",
    refusal: asJson(400, "invalid_request", 500201),
    provoke: async () =>
      readJson(await fetchFrom(`${authority}/${seed.tenant.id}/oauth2/token`, { method: "POST" })),
  },
  {
    when: "a browser is sent to an endpoint of the first version",
    refusal: asPage(500201),
    provoke: async () =>
      readPage(
        await createBrowser().open(
          `${authority}/common/oauth2/authorize?resource=https://graph.microsoft.com`,
        ),
      ),
  },
  {
    when: "a token is asked for in a national cloud",
    refusal: asJson(400, "invalid_request", 90038),
    provoke: async () =>
      readJson(
        await fetchFrom(`https://login.microsoftonline.us/${seed.tenant.id}/oauth2/v2.0/token`, {
          method: "POST",
        }),
      ),
  },
  {
    when: "the token endpoint gets a GET request",
    refusal: asJson(400, "invalid_request", 900561),
    provoke: async () => readJson(await fetchToken()),
  },
  {
    when: "a parameter of a token request is missing",
    refusal: asJson(400, "invalid_request", 900144),
    provoke: async () => readJson(await redeem(await obtainCode(), { redirect_uri: undefined })),
  },
  {
    when: "a parameter of a token request is there twice",
    refusal: asJson(400, "invalid_request", 90100),
    provoke: async () =>
      readJson(
        await fetchToken({
          method: "POST",
          body: new URLSearchParams([
            ["grant_type", "authorization_code"],
            ["grant_type", "refresh_token"],
          ]),
        }),
      ),
  },
  {
    when: "the grant type does not exist",
    refusal: asJson(400, "unsupported_grant_type", 70003),
    provoke: async () => readJson(await postToken({ grant_type: "magic", client_id: "any" })),
  },
  {
    when: "a code is redeemed that was never issued",
    refusal: asJson(400, "invalid_grant", 9002313),
    provoke: async () => readJson(await redeem("made-up")),
  },
];

const atDiscovery: ErrorCase[] = [
  {
    when: "a library asks about a host that is not Entra's",
    refusal: asJson(400, "invalid_instance", 50049),
    provoke: async () => {
      const query = new URLSearchParams({ authorization_endpoint: "https://login.evil.example/common" });
      const response = await fetch(`${authority}/common/discovery/instance?${query.toString()}`);
      return readJson({ status: response.status, headers: response.headers, body: await jsonOf(response) });
    },
  },
];

/** Errors of the tenant, the endpoint or a parameter. */
export const requestCases: ErrorCase[] = [...atAuthorize, ...atToken, ...atDiscovery];

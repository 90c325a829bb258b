import type { RecordingTarget } from "./target.ts";

/** One harmless request: it reads public data, or is refused. It changes nothing and signs no user in. */
export interface Probe {
  /** kebab-case: the file's name. */
  name: string;
  request(target: RecordingTarget): ProbeRequest;
}

interface ProbeRequest {
  method: "GET" | "POST";
  url: string;
  form?: Record<string, string>;
  headers?: Record<string, string>;
}

const unknownApplication = "99999999-0000-4000-8000-000000000009";
const unknownTenant = "99999999-0000-4000-8000-00000000000a";
/** Not a secret, and it does not look like one. */
const wrongSecret = "mock-entra-records-what-a-wrong-secret-does";

function at({ authorityHost, tenant }: RecordingTarget, path: string): string {
  return `${authorityHost}/${tenant}${path}`;
}

function get(path: string) {
  return (target: RecordingTarget): ProbeRequest => ({ method: "GET", url: at(target, path) });
}

function token(form: (target: RecordingTarget) => Record<string, string>) {
  return (target: RecordingTarget): ProbeRequest => ({
    method: "POST",
    url: at(target, "/oauth2/v2.0/token"),
    form: form(target),
  });
}

function authorize(query: (target: RecordingTarget) => Record<string, string>) {
  return (target: RecordingTarget): ProbeRequest => ({
    method: "GET",
    url: at(target, `/oauth2/v2.0/authorize?${new URLSearchParams(query(target)).toString()}`),
  });
}

function graph(path: string, authorization?: string) {
  return ({ graphBaseUrl }: RecordingTarget): ProbeRequest => ({
    method: "GET",
    url: graphBaseUrl + path,
    ...(authorization === undefined ? {} : { headers: { authorization } }),
  });
}

const scope = "https://graph.microsoft.com/.default";

/** The whole list, in the order of the run. */
export const probes: readonly Probe[] = [
  { name: "openid-configuration", request: get("/v2.0/.well-known/openid-configuration") },
  {
    name: "openid-configuration-common",
    request: ({ authorityHost }) => ({
      method: "GET",
      url: `${authorityHost}/common/v2.0/.well-known/openid-configuration`,
    }),
  },
  {
    name: "openid-configuration-unknown-tenant",
    request: ({ authorityHost }) => ({
      method: "GET",
      url: `${authorityHost}/${unknownTenant}/v2.0/.well-known/openid-configuration`,
    }),
  },
  { name: "keys", request: get("/discovery/v2.0/keys") },
  { name: "token-empty", request: token(() => ({})) },
  { name: "token-without-client", request: token(() => ({ grant_type: "client_credentials", scope })) },
  {
    name: "token-unknown-grant",
    request: token(({ clientId }) => ({ grant_type: "magic", client_id: clientId })),
  },
  {
    name: "token-unknown-application",
    request: token(() => ({
      grant_type: "client_credentials",
      client_id: unknownApplication,
      client_secret: wrongSecret,
      scope,
    })),
  },
  {
    name: "token-wrong-secret",
    request: token(({ clientId }) => ({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: wrongSecret,
      scope,
    })),
  },
  {
    name: "token-without-secret",
    request: token(({ clientId }) => ({ grant_type: "client_credentials", client_id: clientId, scope })),
  },
  {
    name: "token-malformed-code",
    request: token(({ clientId, redirectUri }) => ({
      grant_type: "authorization_code",
      client_id: clientId,
      code: "malformed",
      redirect_uri: redirectUri,
    })),
  },
  {
    name: "token-malformed-refresh-token",
    request: token(({ clientId }) => ({
      grant_type: "refresh_token",
      client_id: clientId,
      refresh_token: "malformed",
    })),
  },
  {
    name: "token-unknown-device-code",
    request: token(({ clientId }) => ({
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      client_id: clientId,
      device_code: "unknown",
    })),
  },
  {
    name: "token-on-behalf-of-without-secret",
    request: token(({ clientId }) => ({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      client_id: clientId,
      assertion: "malformed",
      requested_token_use: "on_behalf_of",
      scope,
    })),
  },
  {
    name: "token-on-behalf-of-wrong-secret",
    request: token(({ clientId }) => ({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      client_id: clientId,
      client_secret: wrongSecret,
      assertion: "malformed",
      requested_token_use: "on_behalf_of",
      scope,
    })),
  },
  {
    name: "device-code-without-scope",
    request: (target) => ({
      method: "POST",
      url: at(target, "/oauth2/v2.0/devicecode"),
      form: { client_id: target.clientId },
    }),
  },
  {
    name: "device-code",
    request: (target) => ({
      method: "POST",
      url: at(target, "/oauth2/v2.0/devicecode"),
      form: { client_id: target.clientId, scope: "openid" },
    }),
  },
  {
    name: "authorize-silently-without-session",
    request: authorize(({ clientId, redirectUri }) => ({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: "openid",
      prompt: "none",
      state: "recorded",
    })),
  },
  {
    name: "authorize-resource-unknown",
    request: authorize(({ clientId, redirectUri }) => ({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: "openid https://graph.microsoft.com/User.Read",
      resource: "https://mcp.example.com/mcp",
      prompt: "none",
      state: "recorded",
    })),
  },
  { name: "graph-without-token", request: graph("/v1.0/me") },
  { name: "graph-malformed-token", request: graph("/v1.0/me", "Bearer malformed") },
];

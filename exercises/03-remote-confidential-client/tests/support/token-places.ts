interface RequestWithToken {
  /** Where the token is, for the message. */
  place: string;
  address?: string;
  headers?: Record<string, string>;
  body?: URLSearchParams | string;
}

const names = ["access_token", "token", "session", "session_token", "auth", "key", "sign-in"];
const headerNames = [
  "access-token",
  "token",
  "x-access-token",
  "x-api-key",
  "x-auth-token",
  "x-session-token",
  "x-forwarded-access-token",
  "mcp-session-id",
];

/** Requests with a valid token in each place but “Authorization: Bearer …”. */
export function placesOf(token: string): RequestWithToken[] {
  const named = Object.fromEntries(names.map((name) => [name, token]));
  const bearer = `Bearer ${token}`;
  return [
    { place: "the address", address: `/mcp?${new URLSearchParams(named).toString()}` },
    { place: "a cookie", headers: { cookie: names.map((name) => `${name}=${token}`).join("; ") } },
    {
      place: "another header",
      headers: Object.fromEntries(headerNames.map((name) => [name, token])),
    },
    {
      place: "another header, with Bearer",
      headers: {
        "x-authorization": bearer,
        "x-forwarded-authorization": bearer,
        "proxy-authorization": bearer,
      },
    },
    { place: "Authorization without Bearer", headers: { authorization: token } },
    { place: "Authorization: Basic", headers: { authorization: `Basic ${token}` } },
    {
      place: "the password of Authorization: Basic",
      headers: { authorization: `Basic ${Buffer.from(`user:${token}`).toString("base64")}` },
    },
    { place: "the body", body: new URLSearchParams(named) },
    {
      place: "the body, as JSON",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "ping",
        ...named,
        params: { _meta: named, ...named },
      }),
    },
  ];
}

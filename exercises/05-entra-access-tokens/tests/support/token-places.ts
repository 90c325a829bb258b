import { seed } from "@mcp-entra/mock-entra";

interface RequestWithToken {
  /** Where the token is, for the message. */
  place: string;
  address?: string;
  headers?: Record<string, string>;
  body?: URLSearchParams | string;
}

const message = { jsonrpc: "2.0", id: 1, method: "ping" };
const names = ["access_token", "id_token", "token", "session", "auth", "jwt", "key"];
const headerNames = [
  "access-token",
  "token",
  "x-access-token",
  "x-api-key",
  "x-auth-token",
  "x-forwarded-access-token",
  "x-id-token",
  "mcp-session-id",
];

/** Requests with a valid token, or with a user's name, in each place but “Authorization: Bearer …”. */
export function placesOf(token: string): RequestWithToken[] {
  const { id } = seed.users.ada;
  const named = Object.fromEntries(names.map((name) => [name, token]));
  const bearer = `Bearer ${token}`;
  const credentials = Buffer.from(`user:${token}`).toString("base64");
  return [
    { place: "the address", address: `/mcp?${new URLSearchParams(named).toString()}` },
    { place: "a cookie", headers: { cookie: names.map((name) => `${name}=${token}`).join("; ") } },
    { place: "another header", headers: Object.fromEntries(headerNames.map((name) => [name, token])) },
    {
      place: "another header of a proxy",
      headers: {
        "x-ms-token-aad-access-token": token,
        "x-authorization": bearer,
        "x-forwarded-authorization": bearer,
        "proxy-authorization": bearer,
      },
    },
    { place: "the password of Authorization: Basic", headers: { authorization: `Basic ${credentials}` } },
    { place: "Authorization: Basic Bearer", headers: { authorization: `Basic ${bearer}` } },
    {
      place: "the body, as JSON",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...message, ...named, params: { _meta: named, ...named } }),
    },
    {
      place: "a header that names a user",
      headers: { "x-ms-client-principal-id": id, "x-forwarded-user": id },
    },
    { place: "Authorization without Bearer", headers: { authorization: token } },
    { place: "Authorization: Basic", headers: { authorization: `Basic ${token}` } },
    { place: "the body", body: new URLSearchParams(named) },
  ];
}

import { seed } from "@mcp-entra/mock-entra";

interface RequestWithToken {
  /** Where the token is, for the message. */
  place: string;
  address?: string;
  headers?: Record<string, string>;
  body?: URLSearchParams;
}

/** Requests with a valid token, or with a user's name, in each place but “Authorization: Bearer …”. */
export function placesOf(token: string): RequestWithToken[] {
  const { id } = seed.users.ada;
  return [
    { place: "the address", address: `/mcp?access_token=${token}&token=${token}` },
    {
      place: "a cookie",
      headers: { cookie: `access_token=${token}; token=${token}; session=${token}` },
    },
    {
      place: "another header",
      headers: { "x-access-token": token, "x-forwarded-access-token": token, "mcp-session-id": token },
    },
    {
      place: "another header of a proxy",
      headers: { "x-ms-token-aad-access-token": token, "x-authorization": `Bearer ${token}` },
    },
    {
      place: "a header that names a user",
      headers: { "x-ms-client-principal-id": id, "x-forwarded-user": id },
    },
    { place: "Authorization without Bearer", headers: { authorization: token } },
    { place: "Authorization: Basic", headers: { authorization: `Basic ${token}` } },
    { place: "the body", body: new URLSearchParams({ access_token: token, token }) },
  ];
}

import { describe, expect, it } from "vitest";
import { checkDocument } from "./check-document.ts";

const clientId = "https://client.example/document.json";
const minimal = {
  client_id: clientId,
  client_name: "A client",
  redirect_uris: ["http://localhost/callback", "http://127.0.0.1/callback"],
};
const check = (change: object) => checkDocument(clientId, JSON.stringify({ ...minimal, ...change }));

describe("a client's metadata document", () => {
  it("makes a public client, and nothing else of it is kept", () => {
    const client = check({
      logo_uri: "https://client.example/logo.png",
      scope: "everything",
      application_type: "native",
    });
    expect(client).toEqual({
      ...minimal,
      application_type: "native",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    });
  });

  it("may list addresses for other servers: those that no code may go to are left out", () => {
    const listed = ["private.scheme:/callback", "http://evil.example/", "https://client.example/callback"];
    expect(check({ redirect_uris: listed }).redirect_uris).toEqual(["https://client.example/callback"]);
  });

  it.each<[string, object]>([
    ["none", { token_endpoint_auth_method: "none" }],
    ["nothing", { token_endpoint_auth_method: undefined }],
    ["null", { token_endpoint_auth_method: null, client_secret: null, application_type: null }],
    [
      "a proof, and offers none as well",
      {
        token_endpoint_auth_method: "private_key_jwt",
        token_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
      },
    ],
  ])("may prefer %s, and then is a public client", (_case, change) => {
    expect(check(change)).toMatchObject({ token_endpoint_auth_method: "none" });
  });

  it.each<[string, object, RegExp]>([
    ["names another address", { client_id: `${clientId}?` }, /client_id: expected its own address/],
    ["names none", { client_id: undefined }, /client_id/],
    ["has no name", { client_name: undefined }, /client_name/],
    ["has a blank name", { client_name: "  " }, /client_name/],
    ["has a name without end", { client_name: "x".repeat(201) }, /client_name/],
    ["lists no redirect URI", { redirect_uris: [] }, /redirect_uris/],
    ["lists only bad ones", { redirect_uris: ["http://evil.example/"] }, /redirect_uris/],
    ["lists something else", { redirect_uris: "https://client.example/" }, /redirect_uris/],
    ["holds a secret", { client_secret: "s3cret" }, /client_secret/],
    ["holds a secret's expiry", { client_secret_expires_at: 0 }, /client_secret_expires_at/],
    [
      "wants to prove itself with a secret",
      { token_endpoint_auth_method: "client_secret_post" },
      /auth_method/,
    ],
    ["wants to prove itself with a key", { token_endpoint_auth_method: "private_key_jwt" }, /auth_method/],
    ["supports proofs only", { token_endpoint_auth_methods_supported: ["private_key_jwt"] }, /auth_method/],
    [
      "says nothing that can be read about it",
      { token_endpoint_auth_methods_supported: "none" },
      /auth_method/,
    ],
  ])("that %s is refused", (_case, change, reason) => {
    expect(() => check(change)).toThrow(reason);
  });

  it.each(["", "null", "[]", "not json", '"text"', "<!doctype html>"])("that is “%s” is refused", (text) => {
    expect(() => checkDocument(clientId, text)).toThrow("expected a JSON object");
  });

  it("is not quoted when it is refused", () => {
    expect(() => check({ client_secret: "s3cret" })).toThrow(/^(?!.*s3cret)/);
  });
});

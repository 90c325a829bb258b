import { expect, it } from "vitest";
import { metadataFacade } from "./metadata-facade.ts";

const tenant = "https://login.microsoftonline.com/8c1b7d52-0f3e-4a6b-b1c9-2d4e6f8a0b13";
const discovered = {
  issuer: `${tenant}/v2.0`,
  authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
  token_endpoint: `${tenant}/oauth2/v2.0/token`,
  jwks_uri: `${tenant}/discovery/v2.0/keys`,
};

it.each(["authorization_endpoint", "token_endpoint", "jwks_uri"])(
  "without a usable %s in Entra's metadata, the server does not start, and the message names the variable",
  (name) => {
    for (const value of [undefined, "", "/oauth2"]) {
      const document = JSON.stringify({ ...discovered, [name]: value });
      expect(() => metadataFacade("https://mcp.example.com", document, [])).toThrow("ENTRA_METADATA_FACADE");
    }
    expect(metadataFacade("https://mcp.example.com", JSON.stringify(discovered), [])).toMatchObject({
      issuer: "https://mcp.example.com",
      [name]: discovered[name as keyof typeof discovered],
    });
  },
);

import { z } from "zod";
import { describe, expect, it } from "vitest";
import { type Environment, readEnvironment } from "../config/read-environment.ts";
import { clientCredentialVariables, toClientCredentialConfig } from "./client-credential-config.ts";

const read = (environment: Environment) =>
  toClientCredentialConfig(readEnvironment(z.object(clientCredentialVariables(environment)), environment));
const identity = "77777777-aaaa-4bbb-8ccc-000000000007";

describe("the credential of a confidential client", () => {
  it.each([
    [{ AZURE_MANAGED_IDENTITY_CLIENT_ID: identity }, { kind: "managed-identity", clientId: identity }],
    [{ AZURE_FEDERATED_TOKEN_FILE: "/run/token" }, { kind: "federated-token-file", path: "/run/token" }],
    [{ AZURE_CLIENT_CERTIFICATE_PATH: "./app.pem" }, { kind: "certificate", path: "./app.pem" }],
    [{ AZURE_CLIENT_SECRET: "a~value" }, { kind: "secret", secret: "a~value", expiresOn: undefined }],
    [
      { AZURE_CLIENT_SECRET: "a~value", AZURE_CLIENT_SECRET_EXPIRES_ON: "2030-06-30" },
      { kind: "secret", secret: "a~value", expiresOn: new Date("2030-06-30T00:00:00Z") },
    ],
  ])("is chosen by the variable that is set: %o", (environment, expected) => {
    expect(read(environment)).toEqual(expected);
    // An empty line of .env counts as not set.
    expect(read({ ...environment, AZURE_CLIENT_SECRET: "", ...environment })).toEqual(expected);
  });

  it("has to be one: two that contradict are named, without a value", () => {
    const both = { AZURE_CLIENT_SECRET: "a~value", AZURE_FEDERATED_TOKEN_FILE: "/run/token" };
    expect(() => read(both)).toThrow(
      /^AZURE_FEDERATED_TOKEN_FILE and AZURE_CLIENT_SECRET are both set\. Expected one way/,
    );
    expect(() => read(both)).not.toThrow("a~value");
  });

  it("has to be there: the message names all four", () => {
    expect(() => read({})).toThrow(
      /AZURE_CLIENT_SECRET is not set\. Expected.*AZURE_MANAGED_IDENTITY_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE and AZURE_CLIENT_CERTIFICATE_PATH instead/,
    );
  });

  it.each([
    ["AZURE_MANAGED_IDENTITY_CLIENT_ID", "id-my-server"],
    ["AZURE_CLIENT_SECRET_EXPIRES_ON", "30/06/2030"],
  ])("%s=%s is refused with an example", (name, value) => {
    expect(() => read({ AZURE_CLIENT_SECRET: "a~value", [name]: value })).toThrow(
      new RegExp(`${name} is "${value}". Expected .*, for example ${name}=`),
    );
  });
});

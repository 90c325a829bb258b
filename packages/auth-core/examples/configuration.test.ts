import {
  clientCredentialVariables,
  ConfigurationError,
  isLoopbackHost,
  loadEnvironment,
  readEntraConfig,
  readEnvironment,
  toClientCredentialConfig,
  toEntraConfig,
  entraVariables,
  trustDevelopmentCa,
} from "@mcp-entra/auth-core";
import { expect, test } from "vitest";
import { z } from "zod";

const process = {
  env: {
    AZURE_TENANT_ID: "7e4a1b2c-3d4e-4f5a-8b6c-0123456789ab",
    AZURE_CLIENT_ID: "11111111-aaaa-4bbb-8ccc-000000000001",
  },
};

test("from the environment to typed options", () => {
  // #region loadEnvironment
  const environment = loadEnvironment([".env.my-server", ".env"], process.env);
  // #endregion
  // #region readEntraConfig
  const config = readEntraConfig(environment);
  expect(config.authorityHost).toBe("https://login.microsoftonline.com");
  // #endregion
  // #region readEnvironment
  const variables = z.object({
    PORT: z.coerce.number().default(3001).meta({ expected: "a port", example: "3001" }),
  });
  expect(readEnvironment(variables, environment)).toEqual({ PORT: 3001 });
  expect(() => readEnvironment(variables, { PORT: "three" })).toThrow(ConfigurationError);
  // #endregion
});

test("a server's own variables, read together with Entra's", () => {
  const environment = process.env;
  // #region toEntraConfig
  const values = readEnvironment(
    z.object({ ...entraVariables.shape, GREETING: z.string().default("Hello") }),
    environment,
  );
  const config = toEntraConfig(values);
  // #endregion
  expect([config.graphBaseUrl, values.GREETING]).toEqual(["https://graph.microsoft.com", "Hello"]);
});

test("one credential, and not two", () => {
  const environment = { AZURE_CLIENT_SECRET: "the Value of a client secret, not its ID" };
  // #region clientCredentialVariables
  const values = readEnvironment(z.object(clientCredentialVariables(environment)), environment);
  // #endregion
  // #region toClientCredentialConfig
  expect(toClientCredentialConfig(values)).toMatchObject({ kind: "secret" });
  // #endregion
});

test("this machine, and no other", () => {
  // #region isLoopbackHost
  expect(isLoopbackHost(new URL("http://[::1]:3001").hostname)).toBe(true);
  expect(isLoopbackHost("127.0.0.1.example.com")).toBe(false);
  // #endregion
});

test("a development CA that is not there", () => {
  // #region trustDevelopmentCa
  expect(() => trustDevelopmentCa("./no-such-ca.pem")).toThrow(ConfigurationError);
  // #endregion
});

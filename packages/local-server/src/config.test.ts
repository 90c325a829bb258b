import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadLocalServerEnvironment, readLocalServerConfig } from "./config.ts";

const ids = {
  AZURE_TENANT_ID: "3f2c6a1e-7b84-4d59-9e0a-5c1d8b7f2e64",
  AZURE_CLIENT_ID: "8c1b7d52-0f3e-4a6b-b1c9-2d4e6f8a0b13",
};

describe("the local server's configuration", () => {
  it("logs warnings and worse unless told otherwise, since editors show stderr", () => {
    expect(readLocalServerConfig(ids).logLevel).toBe("warn");
    expect(readLocalServerConfig({ ...ids, LOG_LEVEL: "debug" }).logLevel).toBe("debug");
  });

  it("refuses a log level that does not exist, and lists those that do", () => {
    expect(() => readLocalServerConfig({ ...ids, LOG_LEVEL: "loud" })).toThrow(
      'LOG_LEVEL is "loud". Expected one of fatal, error, warn, info, debug, silent, for example LOG_LEVEL=warn',
    );
  });

  it("says what is wrong with the application's ids", () => {
    expect(() => readLocalServerConfig({ AZURE_CLIENT_ID: "my-app" })).toThrow(
      /AZURE_TENANT_ID is not set\. .*AZURE_CLIENT_ID is "my-app"\. /s,
    );
  });

  it("comes from the environment and the one file that was named", () => {
    const folder = mkdtempSync(join(tmpdir(), "local-server-config-"));
    const file = join(folder, "mine.env");
    writeFileSync(file, "AZURE_TENANT_ID=from-file\nAZURE_CLIENT_ID=from-file");
    expect(loadLocalServerEnvironment({ envFile: file }, { AZURE_CLIENT_ID: "from-environment" })).toEqual({
      AZURE_TENANT_ID: "from-file",
      AZURE_CLIENT_ID: "from-environment",
    });
    rmSync(folder, { recursive: true });
  });

  it("comes from options first, then the environment, then the file", () => {
    const folder = mkdtempSync(join(tmpdir(), "local-server-config-"));
    const envFile = join(folder, "mine.env");
    writeFileSync(envFile, "AZURE_TENANT_ID=file\nAZURE_CLIENT_ID=file\nSIGN_IN=file\nLOG_LEVEL=file");
    const commandLine = { envFile, signIn: "browser", tenantId: "option" };
    const environment = { AZURE_CLIENT_ID: "environment", SIGN_IN: "environment" };
    expect(loadLocalServerEnvironment(commandLine, environment)).toEqual({
      AZURE_TENANT_ID: "option",
      AZURE_CLIENT_ID: "environment",
      SIGN_IN: "browser",
      LOG_LEVEL: "file",
    });
    rmSync(folder, { recursive: true });
  });

  it("signs in by itself, and keeps tokens in the folder of the platform, unless told otherwise", () => {
    const { signInOption, tokenCache } = readLocalServerConfig({ ...ids, XDG_STATE_HOME: "/state" });
    expect(signInOption).toBe("auto");
    expect(tokenCache).toMatchObject({ mode: "auto", keyFile: undefined, passphrase: undefined });
  });

  it("refuses a passphrase that could be guessed, without printing it", () => {
    const reading = (): unknown => readLocalServerConfig({ ...ids, TOKEN_CACHE_PASSPHRASE: "hunter2" });
    expect(reading).toThrow(
      "TOKEN_CACHE_PASSPHRASE has a value that cannot be used. Expected at least 16 characters",
    );
    expect(reading).not.toThrow("hunter2");
  });

  it("refuses two keys at once", () => {
    const both = { TOKEN_CACHE_KEY_FILE: "/run/key", TOKEN_CACHE_PASSPHRASE: "correct horse battery" };
    expect(() => readLocalServerConfig({ ...ids, ...both })).toThrow(
      "TOKEN_CACHE_KEY_FILE and TOKEN_CACHE_PASSPHRASE are both set.",
    );
  });

  it.each(["TOKEN_CACHE_FOLDER", "TOKEN_CACHE_KEY_FILE", "BROKER_FOLDER"])(
    "refuses a relative path in %s, since clients start servers anywhere",
    (variable) => {
      expect(() => readLocalServerConfig({ ...ids, [variable]: "some/where" })).toThrow(
        `${variable} is "some/where". Expected the absolute path`,
      );
    },
  );

  it("does not start on another configuration because a file name was mistyped", () => {
    expect(() => loadLocalServerEnvironment({ envFile: "mistyped.env" }, ids)).toThrow(
      expect.objectContaining({
        code: "configuration_invalid",
        message: expect.stringContaining('--env-file is "mistyped.env", but there is no such file.'),
      }),
    );
  });
});

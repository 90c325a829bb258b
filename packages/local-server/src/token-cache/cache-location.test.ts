import { describe, expect, it } from "vitest";
import { readEntraConfig } from "@mcp-entra/auth-core";
import { cacheLocation, defaultCacheFolder } from "./cache-location.ts";

const ids = {
  AZURE_TENANT_ID: "3f2c6a1e-7b84-4d59-9e0a-5c1d8b7f2e64",
  AZURE_CLIENT_ID: "8c1b7d52-0f3e-4a6b-b1c9-2d4e6f8a0b13",
};

describe("the folder of the token cache", () => {
  it.each([
    ["linux", { HOME: "/home/ada" }, "/home/ada/.local/state/mcp-entra-local-server"],
    ["linux", { HOME: "/home/ada", XDG_STATE_HOME: "/state" }, "/state/mcp-entra-local-server"],
    [
      "linux",
      { HOME: "/home/ada", XDG_STATE_HOME: "state" },
      "/home/ada/.local/state/mcp-entra-local-server",
    ],
    ["darwin", { HOME: "/Users/ada" }, "/Users/ada/Library/Caches/mcp-entra-local-server"],
    ["win32", { USERPROFILE: "C:\\Users\\ada" }, "C:\\Users\\ada\\AppData\\Local\\mcp-entra-local-server"],
    ["win32", { LOCALAPPDATA: "D:\\Local" }, "D:\\Local\\mcp-entra-local-server"],
  ] as const)("on %s with %o is %s", (platform, environment, folder) => {
    expect(defaultCacheFolder(platform, environment)).toBe(folder);
  });
});

describe("the file of the token cache", () => {
  it("is one for each sign-in service, directory, application and kind of key, with a name that Windows takes, too", () => {
    const entra = readEntraConfig({ ...ids, AZURE_AUTHORITY_HOST: "https://localhost:8443" });
    const { file, lockFile } = cacheLocation("C:\\cache", entra);
    const name = `localhost_8443_${ids.AZURE_TENANT_ID}_${ids.AZURE_CLIENT_ID}`;
    expect(file).toEqual({
      keyring: `C:\\cache\\${name}.keyring`,
      "key-file": `C:\\cache\\${name}.key-file`,
      passphrase: `C:\\cache\\${name}.passphrase`,
    });
    expect(lockFile).toBe(`C:\\cache\\${name}.lock`);
  });
});

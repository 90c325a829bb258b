import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The folder of a user's development certificates. It is outside the repository, so that no commit and no
 * container image contains the CA's key by mistake. A second clone finds the CA that is already trusted.
 */
export function defaultDirectory(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  return join(stateHome(environment, platform, home), "mcp-entra", "dev-certs");
}

function stateHome(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  if (platform === "win32") return environment["LOCALAPPDATA"] ?? join(home, "AppData", "Local");
  if (platform === "darwin") return join(home, "Library", "Application Support");
  return environment["XDG_STATE_HOME"] ?? join(home, ".local", "state");
}

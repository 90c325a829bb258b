import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where a user's development certificates live: outside the repository, where no commit and no container image picks the
 * CA's key up by accident, and where a second clone finds the CA that is trusted already.
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

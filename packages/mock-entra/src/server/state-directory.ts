import { homedir } from "node:os";
import { join } from "node:path";

/** The folder for data that programs of this user keep between runs, by the platform's convention. */
export function defaultCertificateDirectory(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  return join(stateHome(environment, platform, home), "mock-entra", "certificates");
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

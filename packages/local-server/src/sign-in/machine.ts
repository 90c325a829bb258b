import type { Environment } from "@mcp-entra/auth-core/without-msal";

/** What this process can know about the screen that its user sits at. */
export interface Machine {
  /** The user's browser runs on another machine, where `http://localhost` leads to that machine and not to us. */
  isRemote: boolean;
  /** A window opened from here would appear somewhere. */
  hasDisplay: boolean;
}

/** Docker and Podman leave one of these in every container. */
const containerMarks = ["/.dockerenv", "/run/.containerenv"];

/** @param fileExists asked for the marks that container runtimes leave. */
export function describeMachine(
  environment: Environment,
  platform: NodeJS.Platform,
  fileExists: (path: string) => boolean,
): Machine {
  const isSet = (name: string): boolean => Boolean(environment[name]);
  const overSsh = isSet("SSH_CONNECTION") || isSet("SSH_TTY") || isSet("SSH_CLIENT");
  const inContainer =
    isSet("KUBERNETES_SERVICE_HOST") || isSet("container") || containerMarks.some((path) => fileExists(path));
  return {
    isRemote: overSsh || inContainer,
    hasDisplay: platform !== "linux" || isSet("DISPLAY") || isSet("WAYLAND_DISPLAY"),
  };
}

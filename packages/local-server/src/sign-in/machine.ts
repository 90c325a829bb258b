import type { Environment } from "@mcp-entra/auth-core/without-msal";

/** What this process knows about the user's screen. */
export interface Machine {
  /**
   * The user's browser runs on another machine, where `http://localhost` is that machine and not this one.
   */
  isRemote: boolean;
  /** This machine can open a window. */
  hasDisplay: boolean;
}

/** Every container of Docker and Podman has one of these files. */
const containerMarks = ["/.dockerenv", "/run/.containerenv"];

/** @param fileExists checks for the files that container runtimes create. */
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

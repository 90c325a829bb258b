import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** The keyring of a desktop, in its own D-Bus session. */
export interface SecretService {
  /** Variables for programs that use the keyring. Merge them into their environment. */
  environment: Record<string, string>;
  stop: () => Promise<void>;
}

const keyringDaemon = "gnome-keyring-daemon";
const busSession = "dbus-run-session";

/** Whether this machine has the programs for a Secret Service: gnome-keyring and dbus. */
export function canRunSecretService(): boolean {
  return [keyringDaemon, busSession].every(
    (program) => spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined,
  );
}

/**
 * @param environment with HOME and XDG_RUNTIME_DIR in a folder of the proof, for the keyring's files. @param password unlocks the
 * keyring, and creates it if it is missing. Without a password, it stays locked.
 */
export async function startSecretService(
  environment: Record<string, string>,
  password: string | undefined,
): Promise<SecretService> {
  const unlock = `printf %s "$1" | ${keyringDaemon} --unlock --components=secrets >/dev/null`;
  const keepLocked = `${keyringDaemon} --start --components=secrets >/dev/null`;
  // The session ends when its stdin closes, so it also ends when the proof is killed.
  const script = `${password === undefined ? keepLocked : unlock}; echo "$DBUS_SESSION_BUS_ADDRESS"; cat >/dev/null`;
  const session = spawn(busSession, ["--", "sh", "-c", script, "sh", password ?? ""], {
    env: environment,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const [address]: string[] = await once(createInterface(session.stdout), "line");
  return {
    environment: { DBUS_SESSION_BUS_ADDRESS: address ?? "" },
    stop: async () => {
      const ended = once(session, "close");
      session.stdin.end();
      await ended;
    },
  };
}

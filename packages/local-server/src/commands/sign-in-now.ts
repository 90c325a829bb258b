import { ConfigurationError, type RecordAuditEvent } from "@mcp-entra/auth-core";
import type { LocalServerConfig } from "../config.ts";
import { createAuthenticationService } from "../create-authentication-service.ts";
import type { Equipment } from "../equipment.ts";
import { createTerminalPrompt } from "../sign-in/terminal-prompt.ts";
import { readSignedInUser } from "./signed-in-user.ts";

export interface SignInNowDeps {
  equipment: Equipment;
  recordEvent: RecordAuditEvent;
  /** Opens a URL in the system's browser; rejects when there is none. */
  openUrl: (url: string) => Promise<unknown>;
  /** Tells the user what to do, on stderr. */
  writeLine: (line: string) => void;
}

/**
 * Signs the user in from a terminal, before a client starts a server. It is for clients that cannot ask, for
 * example because they run without a user. Servers with the same configuration find the tokens.
 *
 * @returns a sentence for the user.
 * @throws ConfigurationError if no other process would find the tokens; AuthenticationError if the sign-in
 * fails.
 */
export async function signInNow(config: LocalServerConfig, deps: SignInNowDeps): Promise<string> {
  const { equipment, recordEvent, openUrl, writeLine } = deps;
  if (equipment.broker === undefined && equipment.cachePlugin === undefined) {
    throw new ConfigurationError(
      "--sign-in-now cannot store the tokens: they would be in memory only, and lost when this process ends. Expected a keyring, TOKEN_CACHE_KEY_FILE or TOKEN_CACHE_PASSPHRASE, and TOKEN_CACHE=auto.",
    );
  }
  // There is no client that could open the page.
  const signInOption = config.signInOption === "client" ? "auto" : config.signInOption;
  const authenticationService = await createAuthenticationService(
    { ...config, signInOption },
    { recordEvent, log: () => undefined, equipment: async () => equipment },
  );
  const terminal = createTerminalPrompt({ openUrl, tell: writeLine });
  await authenticationService.acquireToken({ prompts: { client: undefined, terminal } });
  const { account } = await readSignedInUser(config);
  return `Signed in${account === undefined ? "" : ` ${account.username}`}. Servers with this configuration act for this user from now on.`;
}

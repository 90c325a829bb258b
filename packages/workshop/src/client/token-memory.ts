import type { OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";

/** A client's tokens for one server. In memory only: when the program ends, nothing is left that opens anything. */
export interface TokenMemory {
  read(): OAuthTokens | undefined;
  write(tokens: OAuthTokens): void;
  forget(): void;
  /**
   * The server wants more scopes than the tokens have. From now on the refresh token is out of sight: a refresh never widens
   * scopes, but an SDK that sees the token tries it nevertheless, and gives up when it has not helped. The access token
   * stays, for what it is good for.
   */
  prepareStepUp(): void;
  /** The step-up is over. @returns the tokens that others have taken the place of. */
  finishStepUp(): OAuthTokens | undefined;
}

export function createTokenMemory(): TokenMemory {
  let tokens: OAuthTokens | undefined;
  let replaced: OAuthTokens | undefined;
  let isSteppingUp = false;
  return {
    read: () => {
      if (!isSteppingUp || tokens === undefined) return tokens;
      const { refresh_token: _hidden, ...rest } = tokens;
      return rest;
    },
    write: (received) => {
      if (isSteppingUp) replaced = tokens;
      tokens = received;
    },
    forget: () => void (tokens = undefined),
    prepareStepUp: () => void (isSteppingUp = true),
    finishStepUp: () => {
      const before = replaced;
      [isSteppingUp, replaced] = [false, undefined];
      return before;
    },
  };
}

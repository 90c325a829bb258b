/** Values that a client got from authorization servers, each stored by its issuer. */
export interface ByIssuer<Value> {
  /** @param issuer the issuer of the value; without it, the last written value. */
  read(issuer?: string): Value | undefined;
  write(issuer: string, value: Value): void;
  forget(issuer: string): void;
}

/**
 * A client id, a secret or a refresh token is for one authorization server only. Another one must never see
 * it, also if the MCP server names that one from now on (RFC 9700 §4.4). In memory only: nothing is kept
 * after the program has ended.
 */
export function createByIssuer<Value>(): ByIssuer<Value> {
  const values = new Map<string, Value>();
  let latest: string | undefined;
  return {
    read: (issuer = latest) => (issuer === undefined ? undefined : values.get(issuer)),
    write: (issuer, value) => {
      values.set(issuer, value);
      latest = issuer;
    },
    forget: (issuer) => void values.delete(issuer),
  };
}

/** What a client got from authorization servers, each value under the issuer that it is from. */
export interface ByIssuer<Value> {
  /** @param issuer whose value it is; without it, the one that was written last. */
  read(issuer?: string): Value | undefined;
  write(issuer: string, value: Value): void;
  forget(issuer: string): void;
}

/**
 * A client id, a secret or a refresh token of one authorization server says something to this server only. Another one must never see
 * it, even when the MCP server names it from now on (RFC 9700 §4.4). In memory only: when the program ends, nothing is left.
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

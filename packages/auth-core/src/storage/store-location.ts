const redisProtocols = new Set(["redis:", "rediss:"]);

/**
 * The possible values of SESSION_STORE.
 *
 * @example
 * ```ts
 * expect(isStoreLocation("rediss://cache.example.com:6380")).toBe(true);
 * expect(isStoreLocation("postgres://db.example.com")).toBe(false);
 * ```
 */
export function isStoreLocation(location: string): boolean {
  return location === "memory:" || /^sqlite:./.test(location) || isRedisUrl(location);
}

export function isRedisUrl(location: string): boolean {
  const url = URL.canParse(location) ? new URL(location) : undefined;
  return url !== undefined && redisProtocols.has(url.protocol) && url.hostname !== "";
}

/**
 * A location that may be printed: a Redis URL can contain a password.
 *
 * @example
 * ```ts
 * expect(describeStoreLocation("redis://user:password@cache:6379")).toBe("redis://***@cache:6379");
 * ```
 */
export function describeStoreLocation(location: string): string {
  return location.replace(/\/\/.*@/s, "//***@");
}

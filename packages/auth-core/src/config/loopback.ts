import { isIPv4 } from "node:net";

/**
 * Whether a host name (from `URL.hostname`) always means this machine.
 *
 * @example
 * ```ts
 * expect(isLoopbackHost(new URL("http://[::1]:3001").hostname)).toBe(true);
 * expect(isLoopbackHost("127.0.0.1.example.com")).toBe(false);
 * ```
 */
export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname === "[::1]" ||
    hostname === "::1" ||
    (isIPv4(hostname) && hostname.startsWith("127."))
  );
}

import { ConfigurationError, isLoopbackHost, type VariableHelp } from "@mcp-entra/auth-core/without-msal";
import { z } from "zod";
import type { TlsFiles } from "./tls/read-key-pair.ts";
import { isTrustProxy, toTrustProxy, type TrustProxy } from "../http/trust-proxy.ts";

/** Where this server listens, its public address, and the proxies in between. */
export interface NetworkConfig {
  /** 0 means any free port. */
  port: number;
  /** The address to listen on. */
  host: string;
  /**
   * The address that browsers and clients use, without a slash at its end; undefined: localhost and the port.
   */
  publicUrl: string | undefined;
  /** With these files, the server itself serves https. */
  tls: TlsFiles | undefined;
  /** The proxies that are trusted about a client's address; undefined: none. */
  trustProxy: TrustProxy | undefined;
}

/**
 * An origin, and a path of simple segments: other paths have several spellings, but an issuer needs exactly
 * one.
 */
const publicAddress = /^https?:\/\/[^/?#@\\\s]+(?:\/(?!\.{1,2}(?:\/|$)|mcp\/?$|sse\/?$)[\w.~-]+)*\/?$/i;

const help = (text: VariableHelp): VariableHelp => text;
const path = z.string().optional();

export const networkVariables = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((port) => port <= 65_535)
    .default(3001)
    .meta(help({ expected: "a port number from 0 (any free one) to 65535", example: "3001" })),
  HOST: z
    .string()
    // In URLs, IPv6 addresses have brackets. Sockets do not accept brackets.
    .transform((host) => host.replace(/^\[(.*)\]$/, "$1"))
    .default("127.0.0.1")
    .meta(help({ expected: "an address to listen on", example: "127.0.0.1" })),
  PUBLIC_URL: z
    // abort: a text that is not a URL must not reach the check below, which parses it.
    .url({ protocol: /^https?$/, abort: true })
    .refine((value) => publicAddress.test(value))
    .transform((value) => new URL(value).href.replace(/\/$/, ""))
    .optional()
    .meta(
      help({
        expected:
          "the origin under which clients reach this server, and the path that a gateway adds, if it does; without the “/mcp” of the endpoint",
        example: "http://localhost:3001",
      }),
    ),
  TLS_CERT_PATH: path.meta(
    help({ expected: "the path of a PEM file with the certificate and its chain", example: "./tls.crt" }),
  ),
  TLS_KEY_PATH: path.meta(
    help({ expected: "the path of a PEM file with the certificate's key", example: "./tls.key" }),
  ),
  TRUST_PROXY: z
    .string()
    .refine(isTrustProxy)
    .transform(toTrustProxy)
    .optional()
    .meta(
      help({
        expected:
          "the addresses or networks of the proxies in front of this server, separated by commas, or how many of them there are (1 to 9); never “true”, or networks that are a large part of the internet: callers could then choose the address that they are counted by",
        example: "10.0.0.0/8",
      }),
    ),
});

/**
 * Combines the values. It refuses configurations in which tokens would be sent unencrypted, or in which
 * clients could not reach the server.
 *
 * @throws ConfigurationError if the values contradict each other.
 */
export function toNetworkConfig(values: z.output<typeof networkVariables>): NetworkConfig {
  const config: NetworkConfig = {
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL,
    tls: tlsFiles(values.TLS_CERT_PATH, values.TLS_KEY_PATH),
    trustProxy: values.TRUST_PROXY,
  };
  const contradiction = contradictionIn(config);
  if (contradiction !== undefined) throw new ConfigurationError(contradiction);
  return config;
}

function tlsFiles(certPath: string | undefined, keyPath: string | undefined): TlsFiles | undefined {
  if (certPath !== undefined && keyPath !== undefined) return { certPath, keyPath };
  if (certPath === undefined && keyPath === undefined) return undefined;
  const [there, missing] =
    certPath === undefined ? ["TLS_KEY_PATH", "TLS_CERT_PATH"] : ["TLS_CERT_PATH", "TLS_KEY_PATH"];
  throw new ConfigurationError(
    `${there} is set, but ${missing} is not. Expected both, to serve https, or neither.`,
  );
}

function contradictionIn({ host, publicUrl, tls, trustProxy }: NetworkConfig): string | undefined {
  const url = publicUrl === undefined ? undefined : new URL(publicUrl);
  const basePath = url === undefined || url.pathname === "/" ? "" : url.pathname;
  const isExposed = !isLoopbackHost(host);
  const shownHost = JSON.stringify(host);
  const shownUrl = JSON.stringify(publicUrl);
  if (url?.protocol === "http:" && !isLoopbackHost(url.hostname)) {
    return `PUBLIC_URL is ${shownUrl}: tokens would be sent unencrypted. Expected https, for example PUBLIC_URL=https://${url.host}${basePath}, or a loopback name.`;
  }
  if (url?.protocol === "http:" && tls !== undefined) {
    return `PUBLIC_URL is ${shownUrl}, but with TLS_CERT_PATH and TLS_KEY_PATH this server speaks https only. Expected PUBLIC_URL=https://${url.host}${basePath}, or neither of the two files.`;
  }
  if (url?.protocol === "https:" && tls === undefined && trustProxy === undefined) {
    return `PUBLIC_URL is ${shownUrl}, but this server does not serve https. Expected TLS_CERT_PATH and TLS_KEY_PATH (“pnpm dev-certs” makes them for localhost), or TRUST_PROXY when a proxy in front of this server does.`;
  }
  if (trustProxy !== undefined && url === undefined) {
    return `TRUST_PROXY is set, but PUBLIC_URL is not. Expected the proxy's public origin, for example PUBLIC_URL=https://mcp.example.com`;
  }
  if (isExposed && tls === undefined && trustProxy === undefined) {
    return `HOST is ${shownHost}, which other machines can reach: tokens would be sent unencrypted. Expected TLS_CERT_PATH and TLS_KEY_PATH, or TRUST_PROXY when only a proxy that speaks https can reach it; or a loopback address, for example HOST=127.0.0.1`;
  }
  if (isExposed && url?.protocol !== "https:") {
    return `HOST is ${shownHost}, which other machines can reach, but PUBLIC_URL is ${shownUrl ?? "not set"}. Expected the https origin that they use, for example PUBLIC_URL=https://mcp.example.com`;
  }
  return undefined;
}

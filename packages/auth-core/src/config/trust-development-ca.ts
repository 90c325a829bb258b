import { readFileSync } from "node:fs";
import tls from "node:tls";
import { systemCodeOf } from "../errors/error-facts.ts";
import { ConfigurationError } from "../errors/errors.ts";

/**
 * Adds a development CA to the CAs that this process trusts. `fetch` uses them, and so do MSAL and the Graph
 * client. Certificates are still verified. NODE_TLS_REJECT_UNAUTHORIZED=0, a frequent alternative, accepts
 * every certificate.
 *
 * @throws ConfigurationError if the file is not a PEM certificate.
 *
 * @example
 * ```ts
 * expect(() => trustDevelopmentCa("./no-such-ca.pem")).toThrow(ConfigurationError);
 * ```
 */
export function trustDevelopmentCa(file: string): void {
  const pem = readPem(file);
  try {
    tls.setDefaultCACertificates([...tls.getCACertificates("default"), pem]);
  } catch {
    throw notUsable(file, "it contains no readable certificate");
  }
}

function readPem(file: string): string {
  try {
    const pem = readFileSync(file, "utf8");
    if (!pem.includes("-----BEGIN CERTIFICATE-----")) throw notUsable(file, "it is no PEM certificate");
    return pem;
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw notUsable(file, systemCodeOf(error) === "ENOENT" ? "there is no such file" : "it cannot be read");
  }
}

function notUsable(file: string, reason: string): ConfigurationError {
  return new ConfigurationError(
    `MOCK_ENTRA_CA is ${JSON.stringify(file)}, but ${reason}. Expected the ca.pem that the mock Entra prints at start-up; unset it for the real Entra.`,
  );
}

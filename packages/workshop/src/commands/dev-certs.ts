import type { X509Certificate } from "node:crypto";
import { resolve } from "node:path";
import { Command } from "commander";
import { type CertificateFiles, certificateFilesIn, deleteFiles } from "../dev-certs/certificate-files.ts";
import {
  type EnsuredCertificates,
  ensureCertificates,
  readAuthority,
} from "../dev-certs/ensure-certificates.ts";
import { defaultDirectory } from "../dev-certs/state-directory.ts";
import { trustInstructions } from "../dev-certs/trust-instructions.ts";

/** `pnpm dev-certs`: a development CA and a certificate for localhost, and what to do with them. */
const command = new Command("dev-certs")
  .description("Makes a development CA and a certificate for localhost, 127.0.0.1 and ::1. DEVELOPMENT ONLY.")
  .option("--renew", "issue a new server certificate now; the CA stays", false)
  .option("--remove", "delete the files, and explain how to stop trusting the CA", false)
  .option("--directory <path>", "where the files are", defaultDirectory())
  .addHelpText(
    "after",
    `
Without options: makes what is missing, renews what expires within 30 days, and does not change a valid CA.
Nothing is ever installed into a trust store: the commands for that are printed, and you run them yourself.`,
  );

interface Flags {
  renew: boolean;
  remove: boolean;
  directory: string;
}

const said = { created: "new", renewed: "renewed", kept: "was there already" };

const whatToTrust = {
  created: "Trust the CA on each machine with your browser or your MCP clients:",
  renewed:
    "The old CA has expired. Stop trusting it and trust the new one, on each machine with your browser or your clients:",
  kept: "If you have not done it yet, trust the CA on each machine with your browser or your MCP clients:",
};

await main();

async function main(): Promise<void> {
  const flags = command.parse().opts<Flags>();
  const files = certificateFilesIn(resolve(flags.directory));
  try {
    if (flags.renew && flags.remove) throw new Error("Use --renew or --remove, not both.");
    print(flags.remove ? remove(files) : describe(files, await ensureCertificates(files, flags)));
  } catch (error) {
    process.stderr.write(`dev-certs: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

function describe(files: CertificateFiles, { authority, server }: EnsuredCertificates): string {
  return `CA certificate      ${files.caCertificate}
                    ${said[authority.outcome]}, valid until ${dateOf(authority.certificate)}, for loopback names only
CA key              ${files.caKey}
                    yours alone: a thief of it can pose as any server on this machine
Server certificate  ${files.serverCertificate}
                    ${said[server.outcome]}, valid until ${dateOf(server.certificate)}, for localhost, 127.0.0.1 and ::1
Server key          ${files.serverKey}

To serve https, put this into .env.remote-server and start “pnpm remote-server”:
  TLS_CERT_PATH=${files.serverCertificate}
  TLS_KEY_PATH=${files.serverKey}

${whatToTrust[authority.outcome]}
${trustInstructions("trust", files.caCertificate, authority.certificate.fingerprint)}

To take all of this back: pnpm dev-certs --remove`;
}

function remove(files: CertificateFiles): string {
  const authority = readAuthority(files);
  if (authority === undefined) return `There is no development CA in ${files.directory}.`;
  deleteFiles(files);
  return `Deleted from ${files.directory}: this CA can issue no more certificates.

Stop trusting it, wherever you did:
${trustInstructions("distrust", files.caCertificate, authority.fingerprint)}

Take TLS_CERT_PATH and TLS_KEY_PATH out of your .env files, too.`;
}

function dateOf(certificate: X509Certificate): string {
  return certificate.validToDate.toISOString().slice(0, 10);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

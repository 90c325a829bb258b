import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type KeyAndCertificate, loadIssuer } from "@mcp-entra/mock-entra/certificates";
import { onTestFinished } from "vitest";

const day = 86_400_000;

/** One CA for all tests, because it takes long to make keys. */
let authority: Promise<KeyAndCertificate> | undefined;
export async function testAuthority(): Promise<KeyAndCertificate> {
  authority ??= loadIssuer().then(async ({ issueAuthority }) =>
    issueAuthority(new Date(), { name: "CN=Test CA" }),
  );
  return authority;
}

/** A certificate for localhost. It was issued some days ago, and is valid for 90 days. */
export async function issue(daysAgo = 0): Promise<KeyAndCertificate> {
  const { issueLeaf } = await loadIssuer();
  return issueLeaf(await testAuthority(), new Date(Date.now() - daysAgo * day));
}

/** A folder with the two files, removed when the test ends. */
export function certificateFolder(pair: KeyAndCertificate) {
  const folder = mkdtempSync(join(tmpdir(), "certificates-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = { certPath: join(folder, "tls.crt"), keyPath: join(folder, "tls.key") };
  writeFileSync(files.certPath, pair.certificate);
  writeFileSync(files.keyPath, pair.key);
  return { folder, files, variables: { TLS_CERT_PATH: files.certPath, TLS_KEY_PATH: files.keyPath } };
}

/** Replaces files as Kubernetes does. The files are links into a folder. The folder is a link too, and only this link is replaced. */
export function mountLikeKubernetes(folder: string) {
  const files = { certPath: join(folder, "tls.crt"), keyPath: join(folder, "tls.key") };
  for (const path of Object.values(files)) {
    rmSync(path, { force: true });
    symlinkSync(join("..data", basename(path)), path);
  }
  const mount = (pair: KeyAndCertificate): void => {
    const version = mkdtempSync(join(folder, "..version-"));
    writeFileSync(join(version, "tls.crt"), pair.certificate);
    writeFileSync(join(version, "tls.key"), pair.key);
    symlinkSync(version, join(folder, "..data.new"));
    renameSync(join(folder, "..data.new"), join(folder, "..data"));
  };
  return { files, mount };
}

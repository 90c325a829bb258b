import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { certificateFolder, issue, testAuthority } from "../../../test/support/certificates.ts";
import { checkKeyPair, readPemFiles, type TlsFiles } from "./read-key-pair.ts";

function read(files: TlsFiles, hostname: string | undefined = "localhost", now = new Date()) {
  return checkKeyPair(readPemFiles(files), files, { now, hostname });
}

describe("a certificate and its key", () => {
  it("are served, and it is known when they end", async () => {
    const { files } = certificateFolder(await issue());
    const { expires } = read(files);
    expect((expires.getTime() - Date.now()) / 86_400_000).toBeCloseTo(90, 1);
  });

  it.each(["localhost", "127.0.0.1", "[::1]"])("can be for %s", async (hostname) => {
    const { files } = certificateFolder(await issue());
    expect(() => read(files, hostname)).not.toThrow();
  });

  it("can come with a chain", async () => {
    const pair = await issue();
    const { files } = certificateFolder({
      ...pair,
      certificate: pair.certificate + (await testAuthority()).certificate,
    });
    expect(read(files).cert).toContain((await testAuthority()).certificate);
  });

  it("need not be for the public name where only a proxy sees them", async () => {
    const { files } = certificateFolder(await issue());
    expect(() =>
      checkKeyPair(readPemFiles(files), files, { now: new Date(), hostname: undefined }),
    ).not.toThrow();
  });
});

describe("a start is refused, and the message says why, with", () => {
  it.each<[string, (files: TlsFiles) => Promise<void> | void, RegExp]>([
    [
      "no certificate file",
      ({ certPath }) => rmSync(certPath),
      /^TLS_CERT_PATH is .*there is no such file. Expected/,
    ],
    ["no key file", ({ keyPath }) => rmSync(keyPath), /^TLS_KEY_PATH is .*there is no such file. Expected/],
    [
      "a folder in place of a file",
      ({ keyPath }) => {
        rmSync(keyPath);
        mkdirSync(keyPath);
      },
      /^TLS_KEY_PATH is .*cannot be read \(EISDIR\)/,
    ],
    [
      "no PEM",
      ({ certPath }) => writeFileSync(certPath, "hello"),
      /^TLS_CERT_PATH is .*no readable certificate/,
    ],
    [
      "half a PEM",
      async ({ certPath }) => writeFileSync(certPath, (await issue()).certificate.slice(0, 200)),
      /no readable certif/,
    ],
    [
      "no key in it",
      ({ keyPath }) => writeFileSync(keyPath, "hello"),
      /^TLS_KEY_PATH is .*no readable private key/,
    ],
    [
      "another's key",
      async ({ keyPath }) => writeFileSync(keyPath, (await issue()).key),
      /does not belong to the key/,
    ],
    [
      "the CA's certificate before its own",
      async ({ certPath }) =>
        writeFileSync(certPath, (await testAuthority()).certificate + (await issue()).certificate),
      /is for no name at all/,
    ],
    [
      "a key under a passphrase",
      ({ keyPath }) => {
        const encoding = { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "p" } as const;
        const key = generateKeyPairSync("ec", { namedCurve: "P-256", privateKeyEncoding: encoding });
        writeFileSync(keyPath, key.privateKey);
      },
      /^TLS_KEY_PATH is .*needs a passphrase/,
    ],
  ])("%s", async (_case, damage, message) => {
    const { files } = certificateFolder(await issue());
    await damage(files);
    expect(() => read(files)).toThrow(message);
  });

  it("a certificate that has expired, or is not valid yet", async () => {
    const { files } = certificateFolder(await issue());
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
    expect(() => read(files, "localhost", inDays(91))).toThrow(
      /expired at 20.*Expected one that is valid now/,
    );
    expect(() => read(files, "localhost", inDays(-2))).toThrow(/not valid before 20.*clock/);
  });

  it("a certificate for other names", async () => {
    const { files } = certificateFolder(await issue());
    expect(() => read(files, "mcp.example.com")).toThrow(
      /is for DNS:localhost.*Expected one for mcp.example.com, the host of PUBLIC_URL/,
    );
  });
});

import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClientCertificate, createClientCertificate } from "@mcp-entra/mock-entra";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClientCredential } from "./client-credential.ts";

const folder = mkdtempSync(join(tmpdir(), "credentials-"));
afterAll(() => rmSync(folder, { recursive: true }));
const host = "https://login.microsoftonline.com";
const day = 86_400_000;
let first: ClientCertificate;
let second: ClientCertificate;

beforeAll(async () => {
  [first, second] = await Promise.all([createClientCertificate(), createClientCertificate()]);
});

let written = 0;

/** Each writing has its own time, also where the file system keeps only whole seconds. */
function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  written += 1;
  utimesSync(path, written, written);
  return path;
}

/** The first line of base64 in a PEM block. */
function firstLineOf(pem: string): string {
  return pem.split("\n")[1] ?? "";
}

describe("a certificate", () => {
  const open = (path: string, now?: () => number) =>
    createClientCredential({ kind: "certificate", path }, host, now);

  it.each(["certificate first", "key first"])("is read from a PEM file, %s", (order) => {
    const parts = [first.certificate, first.privateKey];
    const path = file("app.pem", (order === "key first" ? parts.toReversed() : parts).join("\n"));
    expect(open(path).forMsal()).toEqual({
      clientCertificate: {
        privateKey: first.privateKey,
        thumbprintSha256: first.thumbprintSha256.toUpperCase(),
      },
    });
    expect(open(path).warnings).toEqual([]);
  });

  it("that is replaced is used from then on, and half a file changes nothing", () => {
    const path = file("renewed.pem", first.certificate + first.privateKey);
    const credential = open(path);
    const thumbprint = () => credential.forMsal().clientCertificate?.thumbprintSha256?.toLowerCase();
    file("renewed.pem", second.certificate);
    expect(thumbprint()).toBe(first.thumbprintSha256.toLowerCase());
    file("renewed.pem", second.certificate + second.privateKey);
    expect(thumbprint()).toBe(second.thumbprintSha256.toLowerCase());
    rmSync(path);
    expect(thumbprint()).toBe(second.thumbprintSha256.toLowerCase());
  });

  it.each([
    ["that is not there", () => join(folder, "absent.pem"), "it cannot be read (ENOENT"],
    ["without a key", () => file("1.pem", first.certificate), "it contains no readable private key"],
    ["without a certificate", () => file("2.pem", first.privateKey), "it contains no readable certificate"],
    ["that is something else", () => file("3.pem", "hello"), "it contains no readable certificate"],
    [
      "with another certificate's key",
      () => file("4.pem", first.certificate + second.privateKey),
      "its private key belongs to another certificate",
    ],
  ])("%s is refused at start-up", (_case, path, reason) => {
    expect(() => open(path())).toThrow(
      expect.objectContaining({ code: "configuration_invalid", message: expect.stringContaining(reason) }),
    );
    for (const { certificate, privateKey } of [first, second]) {
      for (const secret of [certificate, privateKey].map(firstLineOf))
        expect(() => open(path())).not.toThrow(secret);
    }
  });

  it("is announced before it expires, and refused afterwards", () => {
    const path = file("app.pem", first.certificate + first.privateKey);
    expect(open(path, () => Date.now() + 340 * day).warnings).toEqual([
      expect.stringMatching(
        /^The certificate of AZURE_CLIENT_CERTIFICATE_PATH expires on [\d-]+, in 2\d days/,
      ),
    ]);
    expect(() => open(path, () => Date.now() + 366 * day)).toThrow(/expired on .* Register a new one/);
  });
});

describe("a federated token file", () => {
  const open = (path: string) => createClientCredential({ kind: "federated-token-file", path }, host);
  const assertionOf = async (credential: ReturnType<typeof open>) => {
    const { clientAssertion } = credential.forMsal();
    return typeof clientAssertion === "function" ? clientAssertion({ clientId: "" }) : clientAssertion;
  };

  it("is read anew for each proof", async () => {
    const credential = open(file("token", "first.token.signed\n"));
    expect(await assertionOf(credential)).toBe("first.token.signed");
    file("token", "second.token.signed");
    expect(await assertionOf(credential)).toBe("second.token.signed");
  });

  it("that is missing or holds no token is refused, without showing what it holds", () => {
    expect(() => open(join(folder, "absent"))).toThrow(
      /AZURE_FEDERATED_TOKEN_FILE .* cannot be read \(ENOENT/,
    );
    expect(() => open(file("other", "s3cret"))).toThrow(/its content is not a token/);
    expect(() => open(file("other", "s3cret"))).not.toThrow("s3cret");
  });
});

describe("a client secret", () => {
  const open = (expiresOn?: Date) =>
    createClientCredential({ kind: "secret", secret: "s3cret", expiresOn }, host);

  it("comes with the advice to do without, and to say when it expires", () => {
    expect(open().forMsal()).toEqual({ clientSecret: "s3cret" });
    expect(open().warnings).toEqual([
      expect.stringContaining("prefer a managed identity"),
      expect.stringContaining("AZURE_CLIENT_SECRET_EXPIRES_ON"),
    ]);
  });

  it("is announced before it expires, and refused afterwards", () => {
    expect(open(new Date(Date.now() + 31.5 * day)).warnings).toHaveLength(1);
    expect(open(new Date(Date.now() + 10.5 * day)).warnings).toEqual([
      expect.stringContaining("prefer"),
      expect.stringMatching(/^The client secret expires on [\d-]+, in 10 days/),
    ]);
    expect(() => open(new Date(Date.now() - day))).toThrow(/^The client secret expired on/);
  });
});

import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFile } from "node:child_process";
import { connect, createServer } from "node:tls";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { certificateFilesIn } from "../src/dev-certs/certificate-files.ts";
import { ensureCertificates } from "../src/dev-certs/ensure-certificates.ts";
import { defaultDirectory } from "../src/dev-certs/state-directory.ts";
import { trustInstructions } from "../src/dev-certs/trust-instructions.ts";

const program = join(import.meta.dirname, "../src/commands/dev-certs.ts");
const day = 86_400_000;
const now = new Date("2030-06-01T12:00:00Z");
const after = (days: number) => new Date(now.getTime() + days * day);
let files = certificateFilesIn("");

beforeEach(() => {
  const parent = mkdtempSync(join(tmpdir(), "dev-certs-"));
  files = certificateFilesIn(join(parent, "certs"));
  return () => rmSync(parent, { recursive: true });
});

async function run(...options: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...options, "--directory", files.directory],
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

const contents = () =>
  readdirSync(files.directory).map((name) => readFileSync(join(files.directory, name), "utf8"));

describe("the development certificates", () => {
  it("are a CA for loopback names only, and a certificate for all three of them", async () => {
    const { authority, server } = await ensureCertificates(files, { now });
    expect(authority.certificate.ca).toBe(true);
    expect(authority.certificate.subject).toBe("CN=mcp-entra development CA (localhost only)");
    expect(server.certificate.checkIssued(authority.certificate)).toBe(true);
    expect(server.certificate.subjectAltName).toBe(
      "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
    );
  });

  it("serve a TLS client that trusts the CA", async () => {
    await ensureCertificates(files);
    const key = readFileSync(files.serverKey);
    const cert = readFileSync(files.serverCertificate);
    const listener = createServer({ key, cert }).listen(0, "127.0.0.1");
    await once(listener, "listening");
    onTestFinished(() => void listener.close());
    const { port } = listener.address() as { port: number };
    const ca = readFileSync(files.caCertificate);
    const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ca });
    await once(socket, "secureConnect");
    expect(socket.authorized).toBe(true);
    socket.destroy();
  });

  it.skipIf(process.platform === "win32")(
    "keep their keys, and a folder of their own, to their owner",
    async () => {
      await ensureCertificates(files, { now });
      for (const path of [files.caKey, files.serverKey]) expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(statSync(files.directory).mode & 0o777).toBe(0o700);
    },
  );

  it("are left alone while they are good, and the CA even when the certificate is renewed", async () => {
    await ensureCertificates(files, { now });
    const before = contents();
    const again = await ensureCertificates(files, { now: after(59) });
    expect([again.authority.outcome, again.server.outcome]).toEqual(["kept", "kept"]);
    expect(contents()).toEqual(before);
    const authority = readFileSync(files.caCertificate, "utf8");
    const later = await ensureCertificates(files, { now: after(61) });
    expect([later.authority.outcome, later.server.outcome]).toEqual(["kept", "renewed"]);
    const asked = await ensureCertificates(files, { now: after(62), renew: true });
    expect([asked.authority.outcome, asked.server.outcome]).toEqual(["kept", "renewed"]);
    expect(readFileSync(files.caCertificate, "utf8")).toBe(authority);
  });

  it("begin anew when the CA could not outlive another certificate", async () => {
    const first = await ensureCertificates(files, { now });
    const { authority, server } = await ensureCertificates(files, { now: after(280) });
    expect(authority.outcome).toBe("renewed");
    expect(authority.certificate.fingerprint256).not.toBe(first.authority.certificate.fingerprint256);
    expect(server.certificate.verify(authority.certificate.publicKey)).toBe(true);
    expect(server.certificate.validToDate < authority.certificate.validToDate).toBe(true);
  });

  it("are not replaced when the CA has lost its key: the user who trusts it decides", async () => {
    await ensureCertificates(files, { now });
    const before = readFileSync(files.caCertificate, "utf8");
    rmSync(files.caKey);
    await expect(ensureCertificates(files, { now })).rejects.toThrow(/there is no .*ca-key.pem.*--remove/);
    expect(readFileSync(files.caCertificate, "utf8")).toBe(before);
  });

  it("are made anew where only the server's own are damaged", async () => {
    await ensureCertificates(files, { now });
    writeFileSync(files.serverKey, "-----BEGIN PRIVATE KEY-----\n");
    expect((await ensureCertificates(files, { now })).server.outcome).toBe("created");
    expect((await ensureCertificates(files, { now })).server.outcome).toBe("kept");
  });
});

describe("pnpm dev-certs", () => {
  it("prints the two variables and how to trust the CA, and the second time changes nothing", async () => {
    const { stdout } = await run();
    expect(stdout).toContain(`TLS_CERT_PATH=${files.serverCertificate}\n  TLS_KEY_PATH=${files.serverKey}`);
    for (const where of ["Windows", "macOS", "Linux", "Firefox", "NODE_EXTRA_CA_CERTS"])
      expect(stdout).toContain(where);
    expect(stdout).not.toContain("PRIVATE KEY");
    const before = contents();
    expect((await run()).stdout).toContain("was there already");
    expect(contents()).toEqual(before);
  });

  it("--remove deletes what it made and nothing else, and says how to stop trusting the CA", async () => {
    const { authority } = await ensureCertificates(files);
    writeFileSync(join(files.directory, "notes.txt"), "mine");
    const { stdout, code } = await run("--remove");
    expect(code).toBe(0);
    expect(readdirSync(files.directory)).toEqual(["notes.txt"]);
    expect(stdout).toContain(`-delstore Root ${authority.certificate.fingerprint.replaceAll(":", "")}`);
    rmSync(join(files.directory, "notes.txt"));
    expect((await run("--remove")).stdout).toContain("There is no development CA");
  });

  it.each([[], ["--remove"]])("touches no CA that another user has put there %s", async (...options) => {
    mkdirSync(files.directory);
    writeFileSync(files.caCertificate, "another user's");
    const { code, stderr } = await run(...options);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ca.pem is not a development CA that this command has made. .*--directory/);
    expect(contents()).toEqual(["another user's"]);
  });
});

it("keeps the files out of the repository, where the platform keeps such things", () => {
  expect(defaultDirectory({}, "linux", "/home/ada")).toBe("/home/ada/.local/state/mcp-entra/dev-certs");
  expect(defaultDirectory({ XDG_STATE_HOME: "/state" }, "linux", "/home/ada")).toBe(
    "/state/mcp-entra/dev-certs",
  );
  expect(defaultDirectory({}, "darwin", "/Users/ada")).toContain("/Library/Application Support/mcp-entra");
});

it("names the own platform's way to trust the CA first", () => {
  const text = (platform: NodeJS.Platform) => trustInstructions("trust", "/ca.pem", "AA:BB", platform);
  expect(text("win32")).toMatch(/^ {2}Windows/);
  expect(text("darwin")).toMatch(/^ {2}macOS/);
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { afterAll, describe, expect, it } from "vitest";
import { trustDevelopmentCa } from "./trust-development-ca.ts";

const folder = mkdtempSync(join(tmpdir(), "development-ca-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("MOCK_ENTRA_CA", () => {
  it.each([
    ["missing.pem", undefined, "there is no such file"],
    ["notes.pem", "these are notes", "it is no PEM certificate"],
    [
      "broken.pem",
      "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n",
      "it contains no readable certificate",
    ],
  ])("is refused when it is %s, and trust stays as it was", (name, content, reason) => {
    const before = tls.getCACertificates("default").length;
    const file = join(folder, name);
    if (content !== undefined) writeFileSync(file, content);
    expect(() => trustDevelopmentCa(file)).toThrow(
      expect.objectContaining({
        code: "configuration_invalid",
        message: `MOCK_ENTRA_CA is ${JSON.stringify(file)}, but ${reason}. Expected the ca.pem that the mock Entra prints at start-up; unset it for the real Entra.`,
      }),
    );
    expect(tls.getCACertificates("default")).toHaveLength(before);
  });

  it("is refused when it is a folder", () => {
    expect(() => trustDevelopmentCa(folder)).toThrow("but it cannot be read. Expected the ca.pem");
  });
});

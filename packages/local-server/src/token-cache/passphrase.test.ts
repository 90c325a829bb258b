import { describe, expect, it } from "vitest";
import { createPassphraseKey } from "./passphrase.ts";

const cheap = { N: 16, r: 8, p: 1 };
const salt = Buffer.alloc(16, 1);
const idOf = async (passphrase: string, owner = "host/tenant/client", fileSalt = salt) =>
  (await createPassphraseKey(passphrase, owner, cheap).keyFor(fileSalt))?.id;

describe("a key from a passphrase", () => {
  it("is the same in every process", async () => {
    expect(await idOf("correct horse battery")).toBe(await idOf("correct horse battery"));
  });

  it("is another one for another passphrase, application or file", async () => {
    const ids = await Promise.all([
      idOf("correct horse battery"),
      idOf("incorrect horse battery"),
      idOf("correct horse battery", "host/tenant/other"),
      idOf("correct horse battery", "host/tenant/client", Buffer.alloc(16, 2)),
    ]);
    expect(new Set(ids).size).toBe(4);
  });

  it("is derived once a process, however many calls there are", async () => {
    const source = createPassphraseKey("correct horse battery", "host/tenant/client", cheap);
    expect(await source.keyFor(salt)).toBe(await source.keyFor(Buffer.from(salt)));
  });
});

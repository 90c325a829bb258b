import { describe, expect, it } from "vitest";
import type { KeyPair, PemFiles } from "./read-key-pair.ts";
import { type CertificateEvent, watchKeyPair } from "./watch-key-pair.ts";

const day = 86_400_000;
const first: KeyPair = { cert: "cert 1", key: "key 1", expires: new Date(90 * day) };
const second: KeyPair = { cert: "cert 2", key: "key 2", expires: new Date(180 * day) };

function watched() {
  const state = {
    files: first as PemFiles | Error,
    now: 0,
    used: [] as KeyPair[],
    events: [] as CertificateEvent[],
  };
  const check = watchKeyPair({
    current: first,
    read: () => {
      if (state.files instanceof Error) throw state.files;
      return state.files;
    },
    check: (files) => {
      if (files.cert.at(-1) !== files.key.at(-1)) throw new Error("they do not belong together");
      return second;
    },
    use: (pair) => state.used.push(pair),
    report: (event) => state.events.push(event),
    now: () => state.now,
  });
  return { state, check };
}

describe("while the server runs", () => {
  it("files that stay as they are cause nothing", () => {
    const { state, check } = watched();
    check();
    expect([state.used, state.events]).toEqual([[], []]);
  });

  it("renewed files are taken up once", () => {
    const { state, check } = watched();
    state.files = second;
    check();
    check();
    expect(state.used).toEqual([second]);
    expect(state.events).toEqual([{ kind: "renewed", expires: second.expires }]);
  });

  it("half of a renewal is waited out in silence", () => {
    const { state, check } = watched();
    state.files = { cert: first.cert, key: second.key };
    check();
    state.files = second;
    check();
    expect(state.events.map(({ kind }) => kind)).toEqual(["renewed"]);
  });

  it("files that stay wrong are reported once, until something changes", () => {
    const { state, check } = watched();
    state.files = { cert: second.cert, key: first.key };
    for (let round = 0; round < 5; round += 1) check();
    state.files = new Error("there is no such file");
    for (let round = 0; round < 5; round += 1) check();
    expect(state.used).toEqual([]);
    expect(state.events).toEqual([
      { kind: "refused", reason: "they do not belong together" },
      { kind: "refused", reason: "there is no such file" },
    ]);
    state.files = second;
    check();
    expect(state.used).toEqual([second]);
  });

  it("a certificate that is not renewed is reported each day from two weeks before its end", () => {
    const { state, check } = watched();
    for (state.now = 70 * day; state.now < 78 * day; state.now += day / 4) check();
    expect(state.events).toHaveLength(2);
    expect(state.events[0]).toEqual({ kind: "expiring", expires: first.expires });
  });
});

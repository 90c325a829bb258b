import { describe, expect, it } from "vitest";
import { chooseWays } from "./choose-ways.ts";

const desktop = { isRemote: false, hasDisplay: true };
const noDisplay = { isRemote: false, hasDisplay: false };
const remote = { isRemote: true, hasDisplay: true };

const nothing = { clientOpensPages: false, hasBroker: false };
const pages = { clientOpensPages: true, hasBroker: false };
const broker = { clientOpensPages: true, hasBroker: true };

function waysFor(...choice: Parameters<typeof chooseWays>): string[] {
  return chooseWays(...choice).map(({ flow, prompt }) => `${flow} by the ${prompt}`);
}

describe("how to sign in", () => {
  it("on a desktop: with the browser, and the device code is left if none opens", () => {
    expect(waysFor("auto", desktop, nothing)).toEqual([
      "browser by the terminal",
      "device-code by the terminal",
    ]);
  });

  it("with a client that opens pages: by the client, and past it if it does not ask the person", () => {
    expect(waysFor("auto", desktop, pages)).toEqual([
      "browser by the client",
      "browser by the terminal",
      "device-code by the terminal",
    ]);
  });

  it("with the broker where there is one, but not with one whose window would open on a far desktop", () => {
    expect(waysFor("auto", desktop, broker)).toEqual(["broker by the terminal"]);
    expect(waysFor("auto", remote, broker)[0]).toBe("device-code by the client");
    expect(waysFor("browser", desktop, broker)).toEqual(["browser by the terminal"]);
  });

  it("without a display: with a device code, unless the client opens pages itself", () => {
    expect(waysFor("auto", noDisplay, nothing)).toEqual(["device-code by the terminal"]);
    expect(waysFor("auto", noDisplay, pages)).toEqual([
      "browser by the client",
      "device-code by the terminal",
    ]);
  });

  it("over SSH or in a container: with a device code, since no browser elsewhere reaches our listener", () => {
    expect(waysFor("auto", remote, nothing)).toEqual(["device-code by the terminal"]);
    expect(waysFor("auto", remote, pages)).toEqual([
      "device-code by the client",
      "device-code by the terminal",
    ]);
  });

  it.each([
    ["broker", "broker by the terminal"],
    ["client", "browser by the client"],
    ["browser", "browser by the terminal"],
    ["device-code", "device-code by the terminal"],
  ] as const)("as the operator says, and in no other way, with --sign-in %s", (option, way) => {
    for (const machine of [desktop, noDisplay, remote]) {
      for (const offers of [nothing, pages, broker]) expect(waysFor(option, machine, offers)).toEqual([way]);
    }
  });
});

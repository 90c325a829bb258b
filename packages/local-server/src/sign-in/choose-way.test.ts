import { describe, expect, it } from "vitest";
import { chooseWay } from "./choose-way.ts";

const desktop = { isRemote: false, hasDisplay: true };
const noDisplay = { isRemote: false, hasDisplay: false };
const remote = { isRemote: true, hasDisplay: true };

describe("how to sign in", () => {
  it("on a desktop: with the browser, and the device code is left if none opens", () => {
    expect(chooseWay("auto", desktop, false)).toBe("browser-first");
  });

  it("without a display: with a device code, unless the client opens pages itself", () => {
    expect(chooseWay("auto", noDisplay, false)).toBe("device-code");
    expect(chooseWay("auto", noDisplay, true)).toBe("browser-first");
  });

  it("over SSH or in a container: with a device code, since no browser elsewhere reaches our listener", () => {
    expect(chooseWay("auto", remote, false)).toBe("device-code");
    expect(chooseWay("auto", remote, true)).toBe("device-code");
  });

  it.each(["browser", "device-code"] as const)("as the operator says, with --sign-in %s", (option) => {
    for (const machine of [desktop, noDisplay, remote]) {
      expect(chooseWay(option, machine, true)).toBe(option);
      expect(chooseWay(option, machine, false)).toBe(option);
    }
  });
});

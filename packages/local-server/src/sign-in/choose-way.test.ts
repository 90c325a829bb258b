import { describe, expect, it } from "vitest";
import { chooseWay } from "./choose-way.ts";

const desktop = { isRemote: false, hasDisplay: true };
const noDisplay = { isRemote: false, hasDisplay: false };
const remote = { isRemote: true, hasDisplay: true };

const nothing = { clientOpensPages: false, hasBroker: false };
const pages = { clientOpensPages: true, hasBroker: false };
const broker = { clientOpensPages: true, hasBroker: true };

describe("how to sign in", () => {
  it("on a desktop: with the browser, and the device code is left if none opens", () => {
    expect(chooseWay("auto", desktop, nothing)).toBe("browser-first");
  });

  it("with the broker where there is one, but not with one whose window would open on a far desktop", () => {
    expect(chooseWay("auto", desktop, broker)).toBe("broker");
    expect(chooseWay("auto", remote, broker)).toBe("device-code");
    expect(chooseWay("browser", desktop, broker)).toBe("browser");
  });

  it("without a display: with a device code, unless the client opens pages itself", () => {
    expect(chooseWay("auto", noDisplay, nothing)).toBe("device-code");
    expect(chooseWay("auto", noDisplay, pages)).toBe("browser-first");
  });

  it("over SSH or in a container: with a device code, since no browser elsewhere reaches our listener", () => {
    expect(chooseWay("auto", remote, nothing)).toBe("device-code");
    expect(chooseWay("auto", remote, pages)).toBe("device-code");
  });

  it.each(["broker", "browser", "device-code"] as const)(
    "as the operator says, with --sign-in %s",
    (option) => {
      for (const machine of [desktop, noDisplay, remote]) {
        expect(chooseWay(option, machine, pages)).toBe(option);
        expect(chooseWay(option, machine, nothing)).toBe(option);
      }
    },
  );
});

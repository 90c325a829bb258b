import { describe, expect, it } from "vitest";
import { describeMachine } from "./machine.ts";

const noFile = (): boolean => false;

describe("what the process can know about its user's screen", () => {
  it("a Linux desktop has a display", () => {
    expect(describeMachine({ DISPLAY: ":0" }, "linux", noFile)).toEqual({
      isRemote: false,
      hasDisplay: true,
    });
    expect(describeMachine({ WAYLAND_DISPLAY: "wayland-0" }, "linux", noFile).hasDisplay).toBe(true);
  });

  it("Linux without DISPLAY and WAYLAND_DISPLAY has none; an empty value is none", () => {
    expect(describeMachine({ DISPLAY: "" }, "linux", noFile)).toEqual({ isRemote: false, hasDisplay: false });
  });

  it.each(["darwin", "win32"] as const)("%s needs no variable to show a window", (platform) => {
    expect(describeMachine({}, platform, noFile)).toEqual({ isRemote: false, hasDisplay: true });
  });

  it.each(["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "KUBERNETES_SERVICE_HOST", "container"])(
    "%s means that the user sits somewhere else",
    (name) => {
      expect(describeMachine({ DISPLAY: ":0", [name]: "value" }, "linux", noFile).isRemote).toBe(true);
    },
  );

  it.each(["/.dockerenv", "/run/.containerenv"])("%s is the mark of a container", (mark) => {
    expect(describeMachine({}, "linux", (path) => path === mark).isRemote).toBe(true);
  });
});

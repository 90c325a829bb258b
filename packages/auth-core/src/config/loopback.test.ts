import { describe, expect, it } from "vitest";
import { isLoopbackHost } from "./loopback.ts";

describe("a loopback host", () => {
  it.each([
    "http://localhost",
    "http://127.0.0.1",
    "http://127.1",
    "http://127.9.8.7",
    "http://[::1]",
    "http://LOCALHOST",
  ])("is %s", (url) => {
    expect(isLoopbackHost(new URL(url).hostname)).toBe(true);
  });

  it.each([
    "http://localhost.example.com",
    "http://127.0.0.1.example.com",
    "http://0.0.0.0",
    "http://[::]",
    "http://128.0.0.1",
    "http://mylocalhost",
    "http://[::ffff:127.0.0.1]",
  ])("is not %s", (url) => {
    expect(isLoopbackHost(new URL(url).hostname)).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { throughProxy } from "./through-proxy.ts";

const entra = "https://login.microsoftonline.com/tenant";
const on = { NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: "http://ada:secret@proxy.example:8080" };

describe("the proxy in the way", () => {
  it("is named with its variable, and without its password", () => {
    expect(throughProxy(entra, { environment: on, options: [] })).toBe(
      " through the proxy http://proxy.example:8080 (HTTPS_PROXY)",
    );
  });

  it("counts when Node was started with --use-env-proxy, and its lower-case name comes first", () => {
    const environment = { HTTPS_PROXY: "http://one:1", https_proxy: "http://two:2" };
    expect(throughProxy(entra, { environment, options: ["--use-env-proxy"] })).toContain("http://two:2");
  });

  it("may have an address that is none", () => {
    expect(throughProxy(entra, { environment: { ...on, HTTPS_PROXY: "proxy" }, options: [] })).toContain(
      "whose address is no URL",
    );
  });

  it.each([
    ["Node was not told to use it", { HTTPS_PROXY: "http://proxy:8080" }],
    ["it is for the other protocol", { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: "http://proxy:8080" }],
    ["NO_PROXY names the host", { ...on, NO_PROXY: "localhost, login.microsoftonline.com" }],
    ["NO_PROXY names the domain", { ...on, no_proxy: ".microsoftonline.com" }],
    ["NO_PROXY names all", { ...on, NO_PROXY: "*" }],
  ])("is not there when %s", (_, environment) => {
    expect(throughProxy(entra, { environment, options: [] })).toBe("");
  });
});

export { createHttpBrowser, type HttpBrowser, type HttpBrowserOptions, type Page } from "./http-browser.ts";
export { type Credentials, signIn } from "./sign-in.ts";

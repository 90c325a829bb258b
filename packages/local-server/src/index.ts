export {
  AuthenticationService,
  type AcquireTokenOptions,
  type AuthenticationServiceDeps,
} from "./authentication-service.ts";
export { type LocalServerConfig, readLocalServerConfig } from "./config.ts";
export type { LocalServerOptions } from "./calls/prepare-calls.ts";
export { createLocalServer } from "./local-server.ts";
export { type SignInOption, signInOptions } from "./sign-in/choose-ways.ts";
export { describeMachine, type Machine } from "./sign-in/machine.ts";
export { type DeviceCode, NotShownError, type SignInPrompt, type SignInPrompts } from "./sign-in/prompt.ts";

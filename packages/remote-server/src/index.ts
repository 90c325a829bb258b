export { type Endpoints, endpointsAt } from "./auth/rules/endpoints.ts";
export { EntraIdServerAuthProvider } from "./auth/entra-id-server-auth-provider.ts";
export { readRemoteServerConfig, type RemoteServerConfig } from "./config.ts";
export {
  type RemoteServer,
  type RemoteServerDependencies,
  startRemoteServer,
} from "./start-remote-server.ts";

import { singleTenant } from "./local-application.ts";

export const remoteApplication = Object.assign(singleTenant("My Remote MCP Server"), {
  web: { redirectUris: ["http://localhost:3001/auth/callback"] },
});

import type { Tenant } from "./types.ts";

export const tenant: Tenant = {
  id: "7e4a1b2c-3d4e-4f5a-8b6c-0123456789ab",
  displayName: "MCP Workshop",
  defaultDomain: "mcpworkshop.onmicrosoft.com",
};

import { commandMock, type MockProcess } from "@mcp-entra/workshop";
import { z } from "zod";

/** Commands of the mock's control plane. */
export interface MockCommands {
  expireAccessTokens(): Promise<void>;
  killRefreshTokens(): Promise<void>;
  rotateKeys(): Promise<void>;
  /** The next request for users is answered with 429 and this Retry-After. */
  throttleUsers(seconds: number): Promise<void>;
  changeDirectory(change: (directory: Directory) => Directory): Promise<void>;
}

const directorySchema = z.looseObject({
  applications: z.array(
    z.looseObject({
      appId: z.string(),
      appRoles: z.array(z.looseObject({ id: z.string(), value: z.string().nullable() })),
    }),
  ),
  servicePrincipals: z.array(z.looseObject({ id: z.string(), appId: z.string() })),
  appRoleAssignments: z.array(
    z.looseObject({ principalId: z.string(), resourceId: z.string(), appRoleId: z.string() }),
  ),
  conditionalAccessPolicies: z.array(z.looseObject({ id: z.string() })),
});
export type Directory = z.output<typeof directorySchema>;

export function createMockCommands({ controlUrl }: Pick<MockProcess, "controlUrl">): MockCommands {
  const post = async (name: string, body?: unknown): Promise<void> =>
    void (await commandMock(controlUrl, "POST", name, body));
  return {
    expireAccessTokens: async () => post("expire-access-tokens"),
    killRefreshTokens: async () => post("kill-refresh-tokens", { reason: "revoked" }),
    rotateKeys: async () => post("rotate-keys"),
    throttleUsers: async (seconds) =>
      post("faults", { endpoint: "graph-users", retryAfterSeconds: seconds, times: 1 }),
    changeDirectory: async (change) => {
      const directory = directorySchema.parse(await commandMock(controlUrl, "GET", "directory"));
      await commandMock(controlUrl, "PUT", "directory", change(directory));
    },
  };
}

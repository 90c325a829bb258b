import { z } from "zod";
import { forgeRequestSchema } from "../forge/forge-request.ts";
import { forgeryKinds } from "../forge/forgery-kinds.ts";

const seconds = z.exactOptional(z.int().positive());

export const traceQuerySchema = z.strictObject({ correlationId: z.guid().optional() });

export const directoryQuerySchema = z.strictObject({ tenant: z.string().optional() });

export const killRefreshTokensSchema = z.strictObject({
  reason: z.exactOptional(z.enum(["revoked", "expired"])),
});

export const revokeSessionsSchema = z.strictObject({ user: z.string() });

export const lifetimesSchema = z.strictObject({
  appId: z.guid(),
  accessTokenSeconds: seconds,
  refreshTokenSeconds: seconds,
  authorizationCodeSeconds: seconds,
  deviceCodeSeconds: seconds,
  devicePollingIntervalSeconds: seconds,
});

export const refreshTokenRotationSchema = z.strictObject({
  appId: z.guid(),
  rotation: z.enum(["entra", "strict"]),
});

export const forgeCommandSchema = z.strictObject({
  kind: z.enum(forgeryKinds),
  ...forgeRequestSchema.shape,
});

export const faultIdSchema = z.string().regex(/^\d+$/u).transform(Number);

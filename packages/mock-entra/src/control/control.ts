import type { FederatedIssuers } from "../credentials/federated-issuers.ts";
import type { DirectoryData, Tenant, User } from "../directory/types.ts";
import type { Forge } from "../forge/create-forge.ts";
import type { Lifetimes } from "../state/lifetimes.ts";
import type { RefreshTokenRotation } from "../state/refresh-token-rotation.ts";
import type { SentMails } from "../state/sent-mail.ts";
import type { Trace } from "../trace/trace.ts";
import type { Faults } from "./fault.ts";

/** The commands for a served mock: the same functions as in the process. */
export interface Control {
  trace: Trace;
  faults: Faults;
  /** For the served authority. */
  forge: Forge;
  sentMail: SentMails;
  federatedIssuers: FederatedIssuers;
  reset(): void;
  expireAccessTokens(): void;
  killRefreshTokens(options?: { reason?: "revoked" | "expired" }): void;
  revokeSessions(user: string): void;
  setLifetimes(appId: string, lifetimes: Lifetimes): void;
  setRefreshTokenRotation(appId: string, rotation: RefreshTokenRotation): void;
  rotateSigningKeys(): Promise<string>;
  tenants(): Tenant[];
  directoryOf(tenant: string): { findUser(name: string): User | undefined };
  addTenant(file: unknown): unknown;
  exportDirectory(tenant?: string): DirectoryData;
  importDirectory(file: unknown, tenant?: string): void;
}

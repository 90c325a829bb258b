import { StoreError } from "@mcp-entra/auth-core";

/**
 * A record that was tampered with counts as missing: the user has to sign in again, as if Entra had ended the
 * sign-in.
 */
export async function readable<Result>(pending: Promise<Result>): Promise<Result | undefined> {
  try {
    return await pending;
  } catch (error) {
    if (error instanceof StoreError && error.code === "record_refused") return undefined;
    throw error;
  }
}

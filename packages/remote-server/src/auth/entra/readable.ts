import { StoreError } from "@mcp-entra/auth-core";

/** A record that was tampered with is as good as gone: the sign-in is asked for again, as if Entra had ended it. */
export async function readable<Result>(pending: Promise<Result>): Promise<Result | undefined> {
  try {
    return await pending;
  } catch (error) {
    if (error instanceof StoreError && error.code === "record_refused") return undefined;
    throw error;
  }
}

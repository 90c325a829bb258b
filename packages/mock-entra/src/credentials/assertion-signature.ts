import { compactVerify, type CryptoKey, type KeyObject } from "jose";
import { assertionAlgorithms, type ClientAssertion } from "./client-assertion.ts";

/** Whether this key has signed the assertion. */
export async function isSignedBy({ jwt }: ClientAssertion, key: CryptoKey | KeyObject): Promise<boolean> {
  try {
    await compactVerify(jwt, key, { algorithms: assertionAlgorithms });
    return true;
  } catch {
    return false;
  }
}

import { randomUUID } from "node:crypto";
import { equalIgnoringCase } from "./look-up.ts";
import type { DirectoryData, User } from "./types.ts";

/** An account for a user of another tenant (B2B collaboration): its roles and groups are here, its password is at home. */
export function isGuest({ userType }: User): boolean {
  return userType === "Guest";
}

/** By the name of the account at home, which the guest enters. */
export function findGuest({ users }: DirectoryData, name: string): User | undefined {
  return users.find((user) => isGuest(user) && user.mail !== null && equalIgnoringCase(user.mail, name));
}

/**
 * The account that exists after an accepted invitation.
 * @see https://learn.microsoft.com/entra/external-id/user-properties
 */
export function newGuest({ tenant }: DirectoryData, mail: string, displayName: string): User {
  return {
    id: randomUUID(),
    userPrincipalName: `${mail.replace("@", "_")}#EXT#@${tenant.defaultDomain}`,
    displayName,
    givenName: null,
    surname: null,
    mail,
    jobTitle: null,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    businessPhones: [],
    department: null,
    accountEnabled: true,
    userType: "Guest",
    // For an account that is in none of the mock's tenants.
    passwordProfile: { password: "workshop-only-not-a-secret-guest" },
  };
}

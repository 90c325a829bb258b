import type { User } from "./types.ts";

const domain = "mcpworkshop.onmicrosoft.com";

/** The fields that Graph returns as `null` without a value. */
const unset = {
  mobilePhone: null,
  officeLocation: null,
  preferredLanguage: null,
  businessPhones: [],
  accountEnabled: true,
};

/** The sample accounts. Their passwords are public and say so. */
export const seedUsers = {
  /** Has the app role `Directory.Reader` on the remote server. */
  ada: {
    ...unset,
    id: "a1d2c3b4-0001-4000-8000-0000000000a1",
    createdDateTime: "2025-11-03T08:00:00Z",
    userPrincipalName: `ada@${domain}`,
    displayName: "Ada Lovelace",
    givenName: "Ada",
    surname: "Lovelace",
    mail: `ada@${domain}`,
    jobTitle: "Analyst",
    mobilePhone: "+44 20 7946 0101",
    officeLocation: "12/1110",
    preferredLanguage: "en-GB",
    businessPhones: ["+44 20 7946 0100"],
    department: "Analytical Engines",
    passwordProfile: { password: "workshop-only-not-a-secret-ada" },
  },
  /** Has the app role `Auditor` on the remote server, and administers the tenant. */
  grace: {
    ...unset,
    id: "a1d2c3b4-0002-4000-8000-0000000000a2",
    createdDateTime: "2026-02-16T09:30:00Z",
    userPrincipalName: `grace@${domain}`,
    displayName: "Grace Hopper",
    givenName: "Grace",
    surname: "Hopper",
    mail: `grace@${domain}`,
    jobTitle: "Rear Admiral",
    officeLocation: "9/0909",
    preferredLanguage: "en-US",
    department: "Compilers",
    passwordProfile: { password: "workshop-only-not-a-secret-grace" },
  },
  /** Has no role and no mailbox: an example of an almost empty account. */
  alan: {
    ...unset,
    id: "a1d2c3b4-0003-4000-8000-0000000000a3",
    createdDateTime: "2026-09-01T07:15:00Z",
    userPrincipalName: `alan@${domain}`,
    displayName: "Alan Turing",
    givenName: "Alan",
    surname: "Turing",
    mail: null,
    jobTitle: null,
    department: null,
    passwordProfile: { password: "workshop-only-not-a-secret-alan" },
  },
} satisfies Record<string, User>;

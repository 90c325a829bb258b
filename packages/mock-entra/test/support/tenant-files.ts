/** The password of the users in these files. */
const password = "workshop-only-not-a-secret";

/** The directory file of a tenant with one user. */
export function tenantFile(number: number) {
  const defaultDomain = `company${number}.onmicrosoft.com`;
  const id = `c0000000-0000-4000-8000-00000000000${number}`;
  const user = {
    id: `a0000000-0000-4000-8000-00000000000${number}`,
    userPrincipalName: `user@${defaultDomain}`,
    displayName: `User of company ${number}`,
    passwordProfile: { password },
  };
  return { tenant: { id, displayName: `Company ${number}`, defaultDomain }, users: [user] };
}

export function userOf({ users: [user] }: ReturnType<typeof tenantFile>) {
  return { userPrincipalName: user?.userPrincipalName ?? "", password };
}

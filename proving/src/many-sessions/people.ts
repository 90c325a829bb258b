/** A user with a unique name, to which every answer can be compared. */
export interface PersonOfMany {
  userPrincipalName: string;
  password: string;
  displayName: string;
}

const domain = "mcpworkshop.onmicrosoft.com";
const headers = { "x-mock-entra-control": "1", "content-type": "application/json" };

/** Adds `count` users to the mock's directory. The name of each contains a unique marker. */
export async function addPeople(mock: string, count: number): Promise<PersonOfMany[]> {
  const people = Array.from({ length: count }, (_, index) => toPerson(String(index).padStart(2, "0")));
  const address = `${mock}/_mock/directory`;
  const directory: { users: unknown[] } = JSON.parse(await (await fetch(address, { headers })).text());
  const users = people.map(({ userPrincipalName, displayName, password }) => ({
    id: crypto.randomUUID(),
    userPrincipalName,
    displayName,
    mail: userPrincipalName,
    passwordProfile: { password },
  }));
  const body = JSON.stringify({ ...directory, users: [...directory.users, ...users] });
  const answer = await fetch(address, { method: "PUT", headers, body });
  if (!answer.ok) throw new Error(await answer.text());
  return people;
}

function toPerson(number: string): PersonOfMany {
  return {
    userPrincipalName: `person-${number}@${domain}`,
    password: `workshop-only-not-a-secret-${number}`,
    displayName: `Person ${number}`,
  };
}

/** The numbers of all people in a text. */
export function peopleIn(text: string): Set<string> {
  return new Set([...text.matchAll(/person[ -](\d\d)/gi)].map(([, number]) => number ?? ""));
}

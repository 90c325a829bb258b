import { openStateFile } from "../../../packages/mock-entra/src/state-file/state-file.ts";
import { createState } from "../../../packages/mock-entra/src/state/create-state.ts";

/** Counts in the job title of the mock's first user, and prints each number after it is in the state file. It runs until it is killed. */
const [file = ""] = process.argv.slice(2);
const state = createState();
const stateFile = openStateFile(file, state);
const { directory } = state;
const [first] = directory.users;
if (first === undefined) throw new Error("The directory has no user.");
// So many users that the writing takes most of the time.
for (let index = directory.users.length; index < 500; index++) {
  const id = `a1d2c3b4-0001-4000-8000-${String(index).padStart(12, "0")}`;
  directory.addUser({ ...first, id, userPrincipalName: `user-${index}@${directory.tenant.defaultDomain}` });
}
for (let count = Number(first.jobTitle) || 0; ; count++) {
  first.jobTitle = String(count);
  stateFile.save();
  process.stdout.write(`${count}\n`);
}

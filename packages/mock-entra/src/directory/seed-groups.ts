import { newGroup } from "./groups.ts";
import { seedUsers } from "./seed-users.ts";

/** The sample groups. They are security groups, because app roles and conditional access need these. */
export const seedGroups = {
  engineering: newGroup({
    id: "e5b6f7a8-0001-4000-8000-0000000000e1",
    displayName: "Engineering",
    description: "Builds what is shipped",
    members: [seedUsers.ada.id, seedUsers.alan.id],
  }),
  compliance: newGroup({
    id: "e5b6f7a8-0002-4000-8000-0000000000e2",
    displayName: "Compliance",
    description: "Checks what is built",
    members: [seedUsers.grace.id],
  }),
};

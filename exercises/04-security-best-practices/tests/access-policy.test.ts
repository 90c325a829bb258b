import { assert, test } from "vitest";
import { type Caller, decide, visibleTools } from "#exercise/access-policy.ts";

function caller(claims: Record<string, unknown>, toolArguments: Record<string, unknown> = {}): Caller {
  return { idTokenClaims: { oid: "ada", ...claims }, toolArguments };
}

const reader = caller({ roles: ["Directory.Reader"] });
const nobodySpecial = caller({});

test("[4.2] lets people call what their role allows", () => {
  assert(
    decide("listDirectoryUsers", reader).allowed && decide("getUserDetails", nobodySpecial).allowed,
    "A user with the app role Directory.Reader could not list the directory, or a user without a role could not read their own details. Look the role up in idTokenClaims.roles, in decide.",
  );
});

test("[4.2] refuses who lacks the role, and names it", () => {
  const decision = decide("getAuditLog", reader);
  assert(
    !decision.allowed,
    "A user without the role Auditor could read the audit log: to be signed in is not to be allowed. Compare the role that the tool takes with the caller's roles, in decide.",
  );
  assert(
    decision.reason.includes("Auditor"),
    "The refusal does not say what is missing, so the user does not know what to ask the administrator for. Name the role in the reason, in decide.",
  );
});

test("[4.2] denies a tool that the policy does not know", () => {
  assert(
    ["deleteEverything", "constructor", "__proto__"].every(
      (tool) => !decide(tool, caller({ roles: ["Auditor"] })).allowed,
    ),
    "A tool without an entry in the policy could be called: a developer who adds a tool and forgets the policy opens it to every user. Deny what is not in the table, in decide.",
  );
});

test("[4.2] does not take the client's word for a role", () => {
  const liar = caller({}, { role: "Auditor", roles: ["Auditor"] });
  assert(
    !decide("getAuditLog", liar).allowed,
    "A user got a role by sending it along with the call. Arguments say whatever the caller likes: only idTokenClaims counts, in decide.",
  );
});

test("[4.2] compares whole roles, and takes no scope for one", () => {
  const lookalikes = [
    { roles: ["Auditor.Trainee"] },
    { roles: "Auditor.Trainee" },
    { scp: "Auditor" },
    { roles: ["auditor"] },
  ];
  assert(
    lookalikes.every((claims) => !decide("getAuditLog", caller(claims)).allowed),
    "Something like the role Auditor passed for it. roles is a list of whole names (scp holds what the client may do, not the user): look for an equal element, in decide.",
  );
});

test("[4.2] shows people the tools that they may call, in a stable order", () => {
  assert(
    visibleTools(reader).join() === "getUserDetails,listDirectoryUsers" &&
      visibleTools(nobodySpecial).join() === "getUserDetails",
    "The list of tools is not what the caller may call. A model tries what it is shown, so filter the tools by decide, in visibleTools.",
  );
});

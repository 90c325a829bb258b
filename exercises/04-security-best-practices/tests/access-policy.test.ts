import { randomUUID } from "node:crypto";
import { recordConsole } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { assert, beforeEach, test } from "vitest";
import { type Caller, decide, visibleTools } from "#exercise/access-policy.ts";

const path = "#exercise/access-policy.ts";
let policy = { decide, visibleTools };

// Each test loads the file again, as a new process does, so that no variable keeps a value from one test to the next.
beforeEach(async () => {
  policy = (await import(`${path}?test=${randomUUID()}`)) as typeof policy;
});

function caller(claims: Record<string, unknown>, toolArguments: Record<string, unknown> = {}): Caller {
  return { idTokenClaims: { oid: "ada", ...claims }, toolArguments };
}

const reader = caller({ oid: "grace", roles: ["Directory.Reader"] });
const auditor = caller({ oid: "alan", roles: ["Auditor"] });
const withoutRole = caller({});

/** “allowed”, “refused”, or “thrown”, which is neither. */
function fateOf(tool: string, who: Caller): string {
  try {
    return policy.decide(tool, who).allowed ? "allowed" : "refused";
  } catch (error) {
    noteOnFailure(`decide threw: ${String(error)}`);
    return "thrown";
  }
}

function reasonOf(tool: string, who: Caller): string {
  try {
    const decision = policy.decide(tool, who);
    return decision.allowed ? "" : decision.reason;
  } catch {
    return "";
  }
}

function toolsFor(who: Caller): string {
  try {
    return policy.visibleTools(who).join();
  } catch (error) {
    noteOnFailure(`visibleTools threw: ${String(error)}`);
    return "thrown";
  }
}

test("[4.2] lets people call what their role allows", () => {
  assert(
    fateOf("listDirectoryUsers", reader) === "allowed" &&
      fateOf("getAuditLog", auditor) === "allowed" &&
      fateOf("getUserDetails", reader) === "allowed",
    "A user could not call what their role allows, or could not read their own details. Look the role up in idTokenClaims.roles, in decide.",
  );
});

test("[4.2] lets people without a role read their own details", () => {
  assert(
    fateOf("getUserDetails", withoutRole) === "allowed" && fateOf("getAuditLog", withoutRole) === "refused",
    "A user without a role was refused their own details, or decide threw. Entra leaves the claim roles out where a user has none: take an empty list then, in decide.",
  );
});

test("[4.2] refuses who lacks the role, and names it", () => {
  assert(
    fateOf("getAuditLog", reader) === "refused" && fateOf("listDirectoryUsers", withoutRole) === "refused",
    "A user without the role Auditor could read the audit log, or one without Directory.Reader could list the directory: to be signed in is not to be allowed. Compare the role that the tool takes with the caller's roles, in decide.",
  );
  assert(
    reasonOf("getAuditLog", reader).includes("Auditor") &&
      reasonOf("listDirectoryUsers", withoutRole).includes("Directory.Reader"),
    "The refusal does not say which role is missing, so the user does not know what to ask the administrator for. Name the role of this tool in the reason, in decide.",
  );
});

test("[4.2] gives each role its own tool, and no role all of them", () => {
  const powerful = [
    { roles: ["Admin"] },
    { roles: ["Administrator", "Owner", "*"] },
    // Global Administrator, as Entra writes it.
    { wids: ["62e90394-69f5-4237-9190-012177145e10"] },
  ];
  assert(
    fateOf("listDirectoryUsers", auditor) === "refused" &&
      powerful.every((claims) => fateOf("getAuditLog", caller(claims)) === "refused"),
    "A role opened a tool that the table gives to another role. A role for everything is what attackers look for. Ask for exactly the role in the table, in decide.",
  );
});

test("[4.2] denies a tool that the policy does not know", () => {
  const unknown = ["deleteEverything", "", "constructor", "__proto__", "toString", "hasOwnProperty"];
  assert(
    unknown.every((tool) => fateOf(tool, auditor) === "refused"),
    "A tool without an entry in the policy could be called, or decide threw: a developer who adds a tool and forgets the policy opens it to every user. Deny what is not in the table, in decide.",
  );
});

test("[4.2] denies a tool whose name only looks like one in the policy", () => {
  const lookalikes = [
    "getUserDetailsOfEverybody",
    "adminGetUserDetails",
    "getUserDetail",
    "getuserdetails",
    "getUserDetails ",
    "x-getUserDetails",
  ];
  const open = lookalikes.find((tool) => fateOf(tool, withoutRole) !== "refused");
  assert(
    open === undefined,
    `The tool “${open}” is not in the policy, and a user without a role could call it. A part of a name is another tool: compare whole names, letter by letter, in decide.`,
  );
});

test("[4.2] does not take the client's word for a role", () => {
  const words = { role: "Auditor", roles: ["Auditor"], claims: { roles: ["Auditor"] }, isAdmin: true };
  const more = {
    idTokenClaims: { roles: ["Auditor"] },
    _meta: { roles: ["Auditor"] },
    tool: "getUserDetails",
  };
  const liars = [{}, { roles: [] }, { roles: ["Directory.Reader"] }].map((claims) =>
    caller(claims, { ...words, ...more, name: "getUserDetails" }),
  );
  assert(
    liars.every((liar) => fateOf("getAuditLog", liar) === "refused"),
    "A user got a role by sending it along with the call. Arguments say whatever the caller likes: only idTokenClaims counts, in decide.",
  );
});

test("[4.2] compares whole roles, and takes no scope for one", () => {
  const lookalikes = [
    { roles: ["Auditor.Trainee"] },
    { roles: ["Chief.Auditor"] },
    { roles: "Auditor.Trainee" },
    { roles: ["auditor"] },
    { roles: ["Auditor "] },
    { scp: "Auditor" },
    { scp: "User.Read Auditor" },
  ];
  assert(
    lookalikes.every((claims) => fateOf("getAuditLog", caller(claims)) === "refused"),
    "Something like the role Auditor passed for it. roles is a list of whole names (scp holds what the client may do, not the user): look for an equal element, in decide.",
  );
});

test("[4.2] takes no other claim for the app roles", () => {
  const names = ["groups", "wids", "role", "name", "preferred_username", "jobTitle", "scopes", "oid", "sub"];
  const open = names.find(
    (claim) =>
      fateOf("getAuditLog", caller({ [claim]: ["Auditor"] })) !== "refused" ||
      fateOf("getAuditLog", caller({ [claim]: "Auditor" })) !== "refused",
  );
  assert(
    open === undefined,
    `The claim “${open}” passed for the app roles. Users choose some of these texts themselves, and a group of this name can be made by many. Only idTokenClaims.roles holds what an administrator has assigned: look at decide.`,
  );
});

test("[4.2] decides for each caller anew", () => {
  const fates = [auditor, withoutRole, auditor, caller({ oid: "alan", roles: [] })].map((who) =>
    fateOf("getAuditLog", who),
  );
  assert(
    fates.join() === "allowed,refused,allowed,refused",
    "One caller's decision was given to another, or a role that was taken away still counted. Keep no decision: look the roles up in this caller's idTokenClaims each time, in decide.",
  );
});

test("[4.2] shows people the tools that they may call, in a stable order", () => {
  const everything = [
    caller({ roles: ["Auditor", "Directory.Reader"] }),
    caller({ roles: ["Directory.Reader", "Auditor"] }),
  ].map(toolsFor);
  assert(
    toolsFor(reader) === "getUserDetails,listDirectoryUsers" &&
      toolsFor(auditor) === "getUserDetails,getAuditLog" &&
      toolsFor(withoutRole) === "getUserDetails" &&
      everything.every((tools) => tools === "getUserDetails,listDirectoryUsers,getAuditLog"),
    "The list of tools is not what the caller may call, or its order changes. A model tries what it is shown, so filter the tools by decide, in the order of the table, in visibleTools.",
  );
});

test("[4.2] gives each caller a list of their own", () => {
  const both = caller({ roles: ["Auditor", "Directory.Reader"] });
  try {
    policy.visibleTools(both).length = 0;
  } catch {
    // A list that cannot be changed is right too.
  }
  assert(
    toolsFor(both) === "getUserDetails,listDirectoryUsers,getAuditLog",
    "A list that was changed after one call came back changed at the next one. One request could then add tools for all users, or take them away. Return a new list each time, in visibleTools.",
  );
});

test("[4.2] names no tool that the caller is not shown", () => {
  const reason = reasonOf("deleteEverything", withoutRole);
  assert(
    !/listDirectoryUsers|getAuditLog|Auditor|Directory\.Reader/.test(reason),
    "The refusal of an unknown tool lists tools or roles that this caller is not shown. An attacker reads what there is to try next. Say only that there is no such tool, in decide.",
  );
});

test("[4.2] writes no claims into a log", () => {
  const written = recordConsole();
  const claims = { name: "Ada Lovelace", preferred_username: "ada@mcpworkshop.example" };
  fateOf("getAuditLog", caller(claims));
  toolsFor(caller(claims));
  assert(
    !/Ada Lovelace|ada@mcpworkshop/.test(written().join("\n")),
    "The claims of the caller were written to the console. An id token names people, and this runs at every call. Take the console.log out of decide and visibleTools.",
  );
});

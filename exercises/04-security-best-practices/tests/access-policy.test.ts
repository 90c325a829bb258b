import { startOver } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { assert, beforeEach, test } from "vitest";
import { type Caller, decide, visibleTools } from "#exercise/access-policy.ts";

const path = "#exercise/access-policy.ts";
let policy = { decide, visibleTools };

// Each test loads the file again, as a new process does, so that no variable keeps a value from one test to the next.
beforeEach(async () => {
  policy = (await import(path + startOver(import.meta))) as typeof policy;
});

function caller(claims: Record<string, unknown>, toolArguments: Record<string, unknown> = {}): Caller {
  return { idTokenClaims: { oid: "ada", ...claims }, toolArguments };
}

const reader = caller({ oid: "grace", roles: ["Directory.Reader"] });
const auditor = caller({ oid: "alan", roles: ["Auditor"] });
const withoutRole = caller({});
const withAllRoles = caller({ roles: ["Auditor", "Directory.Reader"] });

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
    "A user could not call what their role allows, or could not read their own details. Look for the role in idTokenClaims.roles, in decide.",
  );
});

test("[4.2] lets people without a role read their own details", () => {
  assert(
    fateOf("getUserDetails", withoutRole) === "allowed" && fateOf("getAuditLog", withoutRole) === "refused",
    "A user without a role was refused their own details, or decide threw. Entra sends no claim roles for a user without a role. Use an empty list then, in decide.",
  );
});

test("[4.2] refuses who lacks the role, and names it", () => {
  assert(
    fateOf("getAuditLog", reader) === "refused" && fateOf("listDirectoryUsers", withoutRole) === "refused",
    "A user without the role Auditor could read the audit log, or a user without Directory.Reader could list the directory. Not every signed-in user may do this. Compare the tool's role with the caller's roles, in decide.",
  );
  assert(
    reasonOf("getAuditLog", reader).includes("Auditor") &&
      reasonOf("listDirectoryUsers", withoutRole).includes("Directory.Reader"),
    "The refusal does not say which role is missing, so the user does not know which role to request. Name the role of this tool in the reason, in decide.",
  );
});

test("[4.2] gives each role its own tool, and no role all of them", () => {
  const powerful = [
    { roles: ["Admin"] },
    { roles: ["Administrator", "Owner", "*"] },
    // Global Administrator, as Entra writes it.
    { wids: ["62e90394-69f5-4237-9190-012177145e10"] },
    { isAdmin: true, is_admin: true, admin: true, isGlobalAdmin: true, role: "admin" },
    {
      preferred_username: "admin@mcpworkshop.example",
      upn: "admin@mcpworkshop.example",
      email: "admin@x.example",
    },
    { name: "Administrator", jobTitle: "Auditor", department: "IT", acct: 0 },
  ];
  assert(
    fateOf("listDirectoryUsers", auditor) === "refused" &&
      powerful.every((claims) => fateOf("getAuditLog", caller(claims)) === "refused"),
    "A user with one role could call a tool that needs another role. An attacker looks for a role that permits everything. Require exactly the role in the table, in decide.",
  );
});

test("[4.2] denies a tool that the policy does not know", () => {
  const unknown = ["deleteEverything", "", "constructor", "__proto__", "toString", "hasOwnProperty"];
  assert(
    unknown.every((tool) => [auditor, reader, withAllRoles].every((who) => fateOf(tool, who) === "refused")),
    "A user could call a tool that is not in the policy, or decide threw. If a developer adds a tool and forgets the policy, every user could call it. Deny each tool that is not in the table, in decide.",
  );
});

test("[4.2] denies a tool whose name only looks like one in the policy", () => {
  const lookalikes = ["getUserDetails", "listDirectoryUsers", "getAuditLog"].flatMap((tool) => [
    `${tool}OfEverybody`,
    `admin${tool[0]?.toUpperCase()}${tool.slice(1)}`,
    tool.slice(0, -1),
    tool.toLowerCase(),
    `${tool} `,
    `${tool}\0`,
    `x-${tool}`,
    // A letter of full width, which a normalization makes an ordinary one.
    `${String.fromCodePoint((tool.codePointAt(0) ?? 0) + 0xfee0)}${tool.slice(1)}`,
  ]);
  const open = lookalikes.find((tool) => fateOf(tool, withAllRoles) !== "refused");
  assert(
    open === undefined,
    `The tool “${open}” is not in the policy, and a user could call it. A similar name is another tool. Compare whole names, in decide.`,
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
    "A user got a role because the call's arguments named it. A caller can send any argument. Use only idTokenClaims, in decide.",
  );
});

test("[4.2] compares whole roles, and takes no scope for one", () => {
  const lookalikes = [
    { roles: ["Auditor.Trainee"] },
    { roles: ["Chief.Auditor"] },
    { roles: "Auditor.Trainee" },
    { roles: ["auditor"] },
    { roles: ["Auditor "] },
    { roles: ["Trainee,Auditor"] },
    { roles: ["Trainee Auditor"] },
    { roles: ["\uff21uditor"] },
    { scp: "Auditor" },
    { scp: "User.Read Auditor" },
  ];
  assert(
    lookalikes.every((claims) => fateOf("getAuditLog", caller(claims)) === "refused"),
    "A name that is only similar to Auditor, a roles claim that is a text, or a scope was accepted as the role. roles is a list of whole names. (scp says what the client may do, and not the user.) Look for an equal element in roles, in decide.",
  );
});

test("[4.2] takes no other claim for the app roles", () => {
  const names = [
    ..."groups wids role name preferred_username jobTitle scopes oid sub department".split(" "),
    ..."Roles ROLES app_roles appRoles extension_roles permissions entitlements".split(" "),
    // The name of this claim in ASP.NET.
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
  ];
  const open = names.find(
    (claim) =>
      fateOf("getAuditLog", caller({ [claim]: ["Auditor"] })) !== "refused" ||
      fateOf("getAuditLog", caller({ [claim]: "Auditor" })) !== "refused",
  );
  assert(
    open === undefined,
    `The claim “${open}” was accepted in place of the app roles. Users can write some of these claims, and many users can create a group with this name. Only idTokenClaims.roles has the roles that an administrator assigned. Look at decide.`,
  );
});

/** One user, as Entra's ID tokens name them, with these roles. */
function userWith(...roles: string[]): Caller {
  return caller({ sub: "a-user", tid: "a-tenant", preferred_username: "alan@example.com", roles });
}

test("[4.2] decides for each caller anew", () => {
  const callers = [auditor, withoutRole, auditor, caller({ oid: "alan", roles: [] })];
  // An administrator gives a role to one user, takes it away, and gives it again.
  const roles = [[], ["Auditor"], [], ["Auditor"]].map((each) => userWith(...each));
  const fates = [...callers, ...roles].map((who) => fateOf("getAuditLog", who));
  assert(
    fates.join() === "allowed,refused,allowed,refused,refused,allowed,refused,allowed",
    "One caller got the decision for another, a role that an administrator removed still counted, or a new role did not count. Keep no decision and no roles. Read the roles of this caller's idTokenClaims each time, in decide.",
  );
});

test("[4.2] lists the tools for each caller anew", () => {
  const lists = [[], ["Auditor"], ["Directory.Reader"], []].map((roles) => toolsFor(userWith(...roles)));
  assert(
    lists.join(" | ") ===
      "getUserDetails | getUserDetails,getAuditLog | getUserDetails,listDirectoryUsers | getUserDetails",
    "An administrator changed the roles of a user, and the user's list of tools was still the old one. A model tries the tools in the list. Keep no list. Filter the tools by decide at each call, in visibleTools.",
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
    "The list does not have exactly the tools that the caller may call, or its order changes. A model tries the tools in the list. Filter the tools by decide, in the order of the table, in visibleTools.",
  );
});

test("[4.2] gives each caller a list of their own", () => {
  try {
    policy.visibleTools(withAllRoles).length = 0;
  } catch {
    // A list that cannot be changed is right too.
  }
  assert(
    toolsFor(withAllRoles) === "getUserDetails,listDirectoryUsers,getAuditLog",
    "A list was changed after one call, and the next call returned the changed list. So one request could add or remove tools for all users. Return a new list each time, in visibleTools.",
  );
});

test("[4.2] names no tool that the caller is not shown", () => {
  const reason = reasonOf("deleteEverything", withoutRole);
  assert(
    !/listDirectoryUsers|getAuditLog|Auditor|Directory\.Reader/.test(reason),
    "The refusal of an unknown tool names tools or roles that this caller may not see. An attacker learns what to try next. Say only that there is no such tool, in decide.",
  );
  assert(
    !/listDirectoryUsers|Directory\.Reader/.test(reasonOf("getAuditLog", withoutRole)),
    "The refusal of one tool names another tool, or its role. An attacker learns what to try next. Name only the role of the tool that was called, in decide.",
  );
});

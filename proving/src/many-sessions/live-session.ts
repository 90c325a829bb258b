import { type Connection, sseConnection, streamableHttpConnection } from "./connection.ts";
import type { HandClient, Tokens } from "./hand-client.ts";
import { peopleIn, type PersonOfMany } from "./people.ts";

export interface SessionPlan {
  /** Unique for this session. The ids of its calls begin with it. */
  name: string;
  mcp: URL;
  transport: "streamable-http" | "legacy-sse";
  person: PersonOfMany;
  client: HandClient;
  rounds: number;
  /** Whether the session is revoked during its calls, and continues after a new sign-in. */
  isRevoked: boolean;
  /** Runs a sign-in when fewer than the maximum are running. */
  whenThereIsRoom: <Result>(signIn: () => Promise<Result>) => Promise<Result>;
}

/** The results of a session. */
export interface SessionReport {
  /** Answers with data. All data are of the session's own person. */
  answers: number;
  /** Calls of a revoked session that got no data. */
  refusals: number;
  /** Violations, as sentences. */
  wrong: string[];
}

/** Signs in, calls tools in parallel, refreshes, is perhaps revoked, and ends. */
export async function liveSession(plan: SessionPlan): Promise<SessionReport> {
  const report: SessionReport = { answers: 0, refusals: 0, wrong: [] };
  let tokens = await plan.whenThereIsRoom(async () => plan.client.signIn());
  let connection = await open(plan, tokens);
  for (let round = 0; round < plan.rounds; round += 1) {
    const calls = callsOf(plan, connection, tokens, `${plan.name}-${round}`);
    if (plan.isRevoked && round === Math.floor(plan.rounds / 2)) {
      await plan.client.revoke(tokens);
      await judge(plan, calls, report, "revoked");
      const late = callsOf(plan, connection, tokens, `${plan.name}-${round}-late`);
      await judge(plan, late, report, "refused");
      report.wrong.push(...connection.strays());
      connection.close();
      tokens = await plan.whenThereIsRoom(async () => plan.client.signIn());
      connection = await open(plan, tokens);
    } else {
      // While calls with the old token are open.
      const renewed = plan.client.refresh(tokens);
      await judge(plan, calls, report, "answered");
      tokens = await renewed;
    }
  }
  report.wrong.push(...connection.strays());
  connection.close();
  await plan.client.revoke(tokens);
  return report;
}

async function open({ transport, mcp }: SessionPlan, { access }: Tokens): Promise<Connection> {
  return transport === "legacy-sse" ? sseConnection(mcp, access) : streamableHttpConnection(mcp);
}

type Answers = Promise<string | number>[];

function callsOf({ person }: SessionPlan, connection: Connection, { access }: Tokens, id: string): Answers {
  const mail = { subject: `For ${person.displayName}`, body: "…", confirm: true };
  return [
    connection.call(`${id}-a`, access, "getUserDetails"),
    connection.call(`${id}-b`, access, "sendMailToSelf", mail),
    connection.call(`${id}-c`, access, "getUserDetails"),
  ];
}

/**
 * @param expected `answered`: the person's own data. `refused`: no data. `revoked`: both are possible, because a call may have been
 * answered before the revocation. Data of another user are never allowed.
 */
async function judge(
  { name, person }: SessionPlan,
  answers: Answers,
  report: SessionReport,
  expected: "answered" | "refused" | "revoked",
): Promise<void> {
  const own = [...peopleIn(person.displayName)].join();
  for (const answer of await Promise.all(answers)) {
    const seen = typeof answer === "string" ? [...peopleIn(answer)].join() : "";
    if (seen === own) report.answers += 1;
    else if (seen === "") report.refusals += 1;
    else report.wrong.push(`${name} (${own}) has seen ${seen}`);
    if (expected === "answered" && seen === "") report.wrong.push(`${name}: no data, but ${answer}`);
    if (expected === "refused" && seen !== "") report.wrong.push(`${name}: data after the revocation`);
  }
}

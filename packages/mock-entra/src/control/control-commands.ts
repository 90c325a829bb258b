import type { Control } from "./control.ts";
import {
  directoryQuerySchema,
  faultIdSchema,
  forgeCommandSchema,
  killRefreshTokensSchema,
  lifetimesSchema,
  refreshTokenRotationSchema,
  revokeSessionsSchema,
  traceQuerySchema,
} from "./control-schemas.ts";
import { faultSchema } from "./fault.ts";
import { federatedToken, registerIssuer } from "./federation-commands.ts";
import { InvalidInputError, parseInput } from "./parse-input.ts";
import { traceEvents } from "./trace-events.ts";

/** A received command. */
interface ControlCall {
  control: Control;
  query: Record<string, string>;
  /** The part after the command's name: an id. */
  item: string | undefined;
  /** The JSON of the body; an empty object for an empty body. */
  body: unknown;
  /** The event after which a reader continues. */
  lastEventId: string | undefined;
}

type Command = (call: ControlCall) => Response | Promise<Response>;

function done(): Response {
  return new Response(null, { status: 204 });
}

/** By method and name; `/*` takes an id. */
export const controlCommands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["GET trace", ({ control, query }) => Response.json({ entries: traceEntries(control, query) })],
  ["GET trace-events", ({ control, lastEventId }) => traceEvents(control.trace, lastEventId)],
  ["POST reset", ({ control }) => (control.reset(), done())],
  ["POST expire-access-tokens", ({ control }) => (control.expireAccessTokens(), done())],
  [
    "POST kill-refresh-tokens",
    ({ control, body }) => {
      control.killRefreshTokens(parseInput(killRefreshTokensSchema, body, "body"));
      return done();
    },
  ],
  ["POST revoke-sessions", (call) => revokeSessions(call)],
  [
    "POST lifetimes",
    ({ control, body }) => {
      const { appId, ...lifetimes } = parseInput(lifetimesSchema, body, "body");
      control.setLifetimes(appId, lifetimes);
      return done();
    },
  ],
  [
    "POST refresh-token-rotation",
    ({ control, body }) => {
      const { appId, rotation } = parseInput(refreshTokenRotationSchema, body, "body");
      control.setRefreshTokenRotation(appId, rotation);
      return done();
    },
  ],
  ["POST rotate-keys", async ({ control }) => Response.json({ keyId: await control.rotateSigningKeys() })],
  ["GET federated-token", ({ control, query }) => federatedToken(control.federatedIssuers, query)],
  ["POST federated-issuers", ({ control, body }) => (registerIssuer(control.federatedIssuers, body), done())],
  ["GET sent-mail", ({ control }) => Response.json({ entries: control.sentMail.entries() })],
  ["GET faults", ({ control }) => Response.json({ faults: control.faults.list() })],
  ["POST faults", (call) => addFault(call)],
  ["DELETE faults", ({ control }) => (control.faults.clear(), done())],
  ["DELETE faults/*", (call) => removeFault(call)],
  ["POST forge", (call) => forge(call)],
  ["GET tenants", ({ control }) => Response.json({ tenants: control.tenants() })],
  ["POST tenants", ({ control, body }) => (control.addTenant(body), done())],
  ["GET directory", ({ control, query }) => Response.json(control.exportDirectory(tenantOf(query)))],
  ["PUT directory", ({ control, query, body }) => (control.importDirectory(body, tenantOf(query)), done())],
]);

/** Without it, the first one. */
function tenantOf(query: Record<string, string>): string | undefined {
  return parseInput(directoryQuerySchema, query, "query").tenant;
}

function traceEntries({ trace }: Control, query: Record<string, string>) {
  const { correlationId } = parseInput(traceQuerySchema, query, "query");
  return trace
    .entries()
    .filter((entry) => correlationId === undefined || entry.correlationId === correlationId);
}

const revokeSessions: Command = ({ control, body }) => {
  const { user } = parseInput(revokeSessionsSchema, body, "body");
  if (!control.tenants().some(({ id }) => control.directoryOf(id).findUser(user))) {
    throw new InvalidInputError(
      `body.user: found "${user}". Expected the id or user principal name of a user.`,
    );
  }
  control.revokeSessions(user);
  return done();
};

const addFault: Command = ({ control, body }) => {
  const { id } = control.faults.add(parseInput(faultSchema, body, "body"));
  return Response.json({ id }, { status: 201 });
};

const removeFault: Command = ({ control, item }) => {
  if (control.faults.remove(parseInput(faultIdSchema, item, "id"))) return done();
  throw new InvalidInputError(`id: there is no fault ${item}. GET /_mock/faults lists them.`);
};

const forge: Command = async ({ control, body }) => {
  const { kind, ...request } = parseInput(forgeCommandSchema, body, "body");
  return Response.json({ token: await control.forge[kind](request) });
};

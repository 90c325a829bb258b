import { witnessedBy } from "../witnessed-by.ts";

const throttling = "https://learn.microsoft.com/graph/throttling";
const errorCodes = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

/** Faults of the service, for correct requests. A test asks for them. */
export const faultRows = witnessedBy("test/faults.test.ts", [
  {
    id: "graph-throttling",
    feature: "Throttling by Graph",
    entra: "429 with the code TooManyRequests, and Retry-After in seconds.",
    source: throttling,
    ours: "The same answer, when a fault asks for it: the mock never throttles by itself.",
    test: "throttling by Graph > 429 with Retry-After and Graph's body",
    breakIt: {
      file: "control/apply-fault.ts",
      find: 'headers.set("Retry-After"',
      replace: 'headers.set("X-Retry-After"',
    },
  },
  {
    id: "graph-throttling-impatience",
    feature: "Coming back to Graph before Retry-After has passed",
    entra: "Throttled requests count against the limits too, so that an impatient client stays throttled.",
    source: throttling,
    ours: "The request is refused, and the whole wait starts anew; how long the real service adds is unconfirmed.",
    test: "throttling by Graph > a client that comes back too early is refused again, and waits the whole time anew",
    breakIt: {
      file: "control/fault-store.ts",
      find: "const isEarly = now < candidate.throttledUntil - timerToleranceMs;",
      replace: "const isEarly = now < 0;",
    },
  },
  {
    id: "graph-client-waits",
    feature: "graph-client and 429",
    entra: "The client waits for Retry-After by itself, and its caller notices nothing.",
    source: "library",
    test: "throttling by Graph > the unmodified Graph client waits as long as it was told, and succeeds",
    breakIt: {
      file: "control/fault-store.ts",
      find: "if (!isEarly) candidate.left -= 1;",
      replace: "",
    },
  },
  {
    id: "graph-unavailable",
    feature: "Graph out of service",
    entra: "503 with Retry-After; a client that asks again too early is not punished.",
    source: "https://learn.microsoft.com/graph/errors",
    ours: "The same answer, when a fault asks for it.",
    test: "throttling by Graph > 503 with Retry-After does not punish",
    breakIt: {
      file: "control/fault-store.ts",
      find: "retryAfterSeconds !== undefined && status === 429;",
      replace: "retryAfterSeconds !== undefined;",
    },
  },
  {
    id: "token-endpoint-throttling",
    feature: "Throttling by the token endpoint",
    entra: "429 with Retry-After; MSAL then refuses the same call by itself until the time has passed.",
    source: "library",
    ours: "When a fault asks for it, with AADSTS90055 in the body: the real body is unconfirmed.",
    test: "unmodified MSAL > 429 with Retry-After makes that client refuse the same call by itself; a fresh client gets through",
    breakIt: {
      file: "control/apply-fault.ts",
      find: "return status === tooManyRequests",
      replace: "return status === 0",
    },
  },
  {
    id: "token-endpoint-transient",
    feature: "A transient error of the token endpoint",
    entra: "AADSTS90033 with a 5xx; MSAL then refuses the same call by itself for a minute.",
    source: errorCodes,
    ours: "When a fault asks for it, with status 503: the real status is unconfirmed.",
    test: "unmodified MSAL > a 5xx makes that client refuse the same call by itself; a fresh client gets through",
    breakIt: { file: "control/service-errors.ts", find: "status: 503,", replace: "status: 400," },
  },
  {
    id: "fault-with-full-body",
    feature: "An error that cannot be provoked",
    entra:
      "Every AADSTS error has the same body: error, description with ids and time, error_codes, error_uri.",
    source: "capture",
    ours: "A fault gives any number at any endpoint, with the whole body.",
    test: "a fault at one of Entra's endpoints > an AADSTS number comes with the whole of Entra's body",
    breakIt: {
      file: "control/apply-fault.ts",
      find: "if (fault.aadsts !== undefined) {",
      replace: "if (fault.aadsts === 0) {",
    },
  },
]);

import type { DemoRecording } from "./demo-recording.ts";
import type { ProcessGroup } from "./child-process.ts";
import type { Narrator } from "./narrator.ts";
import type { MockProcess } from "./start-mock.ts";

/** Who signs in. */
export interface DemoUser {
  givenName: string;
  userPrincipalName: string;
  password: string;
}

/** The parts of a scenario. */
export interface Stage {
  mock: MockProcess;
  processes: ProcessGroup;
  /** Has the app role Directory.Reader. */
  user: DemoUser;
  /** Does not have it. */
  colleague: DemoUser;
  tell: Narrator;
  /** Records what happens. */
  recording?: DemoRecording | undefined;
}

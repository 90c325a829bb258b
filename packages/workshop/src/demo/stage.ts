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

/** What a scenario is played with. */
export interface Stage {
  mock: MockProcess;
  processes: ProcessGroup;
  /** Has the app role Directory.Reader. */
  user: DemoUser;
  /** Has not. */
  colleague: DemoUser;
  tell: Narrator;
  /** Records what happens. */
  recording?: DemoRecording | undefined;
}

import { type App, replay } from "./app.ts";
import type { Post } from "./link.ts";
import type { SideActions, Wanted } from "./side-view.ts";
import type { Recording } from "../protocol.ts";

export interface SideContext {
  post: Post;
  app: App;
  wanted: Wanted;
  say: (text: string) => void;
  paint: () => void;
}

/** The actions of the buttons beside the stage. The stage's server runs them, and answers with the result. */
export function createSideActions({ post, app, wanted, say, paint }: SideContext): SideActions {
  const run = (path: string, body: unknown): void => {
    // The result of the last action is not shown while this one runs.
    say("");
    post(path, body).then(
      (answer) => say(saidIn(answer)),
      (error: unknown) => say(error instanceof Error ? error.message : String(error)),
    );
  };
  return {
    want: (part) => {
      Object.assign(wanted, part);
      paint();
    },
    connect: () => {
      app.view = "stage";
      run("/actions/connect", wanted);
    },
    callTool: (connection, tool) => run("/actions/call-tool", { connection, tool }),
    renew: (connection) => run("/actions/renew", { connection }),
    signOut: (connection) => run("/actions/sign-out", { connection }),
    openPage: (event) => {
      // A window beside the stage, so that the audience sees both. If the browser blocks it, the link opens a tab.
      const target = event.currentTarget;
      if (!(target instanceof HTMLAnchorElement)) return;
      const opened = open(target.href, "mcp-sign-in", "popup,width=560,height=760");
      if (opened !== null) event.preventDefault();
    },
    answer: (question, isYes) => run("/actions/answer", { question, isYes }),
    play: (whatIf) => {
      app.view = "stage";
      run("/actions/what-if", { whatIf });
    },
    undo: (whatIf) => run("/actions/undo", { whatIf }),
    attack: (attack) => {
      app.view = "stage";
      app.awaitsPlay = true;
      run("/actions/attack", { attack });
    },
    importFile: (file) => void importFile(file, { post, app, say }),
  };
}

async function importFile(
  file: File,
  { post, app, say }: Pick<SideContext, "post" | "app" | "say">,
): Promise<void> {
  try {
    const answer = await post("/actions/read-recording", { text: await file.text() });
    replay(app, recordingIn(answer));
    app.view = "stage";
    say(`${file.name} is open. Press Play.`);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}

/** The server has checked it. */
function recordingIn(answer: unknown): Recording {
  return Object(answer).recording;
}

function saidIn(answer: unknown): string {
  const said: unknown = Object(answer).said;
  return typeof said === "string" ? said : "";
}

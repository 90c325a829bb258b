import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Recorder } from "@mcp-entra/workshop/recording";
import express, { type Express } from "express";
import type { StageState } from "../protocol.ts";
import { actionRoute, type Actions } from "./action-route.ts";
import { exportRoute } from "./export-route.ts";
import { feedRoute } from "./feed.ts";
import { refuseForeignCallers, requireToken } from "./guard-callers.ts";
import { entryScript, importMap, pageFolder, type PageFiles, readPageFiles } from "./page-files.ts";
import { securityHeaders } from "./security-headers.ts";
import { sourceRoute } from "./source-route.ts";

export interface StageServerOptions {
  recorder: Pick<Recorder, "subscribe" | "recording">;
  /** Which recording this is. A page that comes back under the same name gets only what it has missed. */
  run: string;
  state: () => StageState;
  onState: (listener: () => void) => () => void;
  actions: Actions;
  /** The page of a sign-in that waits for the person at the stage. It returns each page once. */
  takePage: (ticket: string) => URL | undefined;
}

export interface StageServer {
  url: string;
  close(): Promise<void>;
}

/** Serves the stage on 127.0.0.1. @param port a free port is used instead if it is 0 or in use. */
export async function startStageServer(port: number, options: StageServerOptions): Promise<StageServer> {
  const server = createServer();
  const host = `127.0.0.1:${await listen(server, port)}`;
  server.on("request", createStageApp(host, options));
  return {
    url: `http://${host}/`,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    if (port === 0 || !(error instanceof Error && "code" in error && error.code === "EADDRINUSE"))
      throw error;
    return listen(server, 0);
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The stage has no port.");
  return address.port;
}

function createStageApp(host: string, options: StageServerOptions): Express {
  const files = readPageFiles();
  const map = JSON.stringify({ imports: importMap });
  const token = randomUUID();
  const app = express();
  app.disable("x-powered-by");
  app.use(securityHeaders(map), refuseForeignCallers(host));
  app.use((_request, response, next) => {
    response.set("cache-control", "no-store");
    next();
  });
  servePage(app, files, map);
  app.get("/events", feedRoute({ ...options, token }));
  app.get("/files/*path", sourceRoute());
  app.get("/export/:file", exportRoute(files, options.recorder));
  app.get("/sign-in/:ticket", (request, response) => {
    const page = options.takePage(request.params.ticket);
    if (page === undefined)
      response.status(404).type("text/plain").send("This sign-in was opened already, or is over.");
    else response.redirect(page.href);
  });
  app.post(
    "/actions/:name",
    requireToken(token),
    express.json({ limit: "64mb" }),
    actionRoute(options.actions),
  );
  return app;
}

function servePage(app: Express, { scripts, template }: PageFiles, map: string): void {
  const head = `<link rel="stylesheet" href="/page/stage.css" />
    <link rel="icon" href="/page/icon.svg" />
    <script type="importmap">${map}</script>
    <script type="module" src="${entryScript}"></script>`;
  app.get("/", (_request, response) => {
    response.type("html").send(template.replace("<!--head-->", () => head).replace("<!--recording-->", ""));
  });
  app.get(["/page/:name.ts", "/lib/:name.js"], (request, response, next) => {
    const script = scripts.get(request.path);
    if (script === undefined) next();
    else response.type("text/javascript").send(script);
  });
  app.use("/page", express.static(pageFolder));
}

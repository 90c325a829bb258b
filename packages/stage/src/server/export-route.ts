import type { RequestHandler } from "express";
import { type Recorder, toMermaid } from "@mcp-entra/workshop/recording";
import { exportHtml } from "./export-html.ts";
import type { PageFiles } from "./page-files.ts";

/** Everything that the stage has recorded, as a file. */
export function exportRoute(
  files: PageFiles,
  recorder: Pick<Recorder, "recording">,
): RequestHandler<{ file: string }> {
  return (request, response, next) => {
    const recording = recorder.recording();
    const { file } = request.params;
    if (file === "stage.html") response.attachment(file).send(exportHtml(files, recording));
    else if (file === "stage.mmd") response.attachment(file).type("text/plain").send(toMermaid(recording));
    else if (file === "stage.json") response.attachment(file).json(recording);
    else next();
  };
}

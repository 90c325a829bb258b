import type { RequestHandler } from "express";

/** By name. Each action checks its body. @returns the result for the page. @throws Error with a sentence for its user. */
export type Actions = Readonly<Record<string, (body: unknown) => Promise<Record<string, unknown>>>>;

/** Runs an action, and answers with its result. */
export function actionRoute(actions: Actions): RequestHandler<{ name: string }> {
  return async (request, response) => {
    const { name } = request.params;
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined) {
      response.status(404).json({ error: `The stage has no action “${name}”.` });
      return;
    }
    try {
      response.json(await action(request.body));
    } catch (error) {
      response.status(409).json({ error: error instanceof Error ? error.message : String(error) });
    }
  };
}

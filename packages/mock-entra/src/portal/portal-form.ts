import { badRequest } from "../applications/refusals.ts";

/** What a form of the portal's sent. */
export interface PortalForm {
  /** Trimmed; empty where nothing was sent. */
  text(name: string): string;
  /** Of every box that was ticked. */
  all(name: string): string[];
  /** The content of a file, or what was pasted into a field of this name; empty where neither was. */
  content(name: string): Promise<string>;
}

export const emptyForm: PortalForm = {
  text: () => "",
  all: () => [],
  content: async () => "",
};

/** @throws GraphError 400 for what is no form */
export async function readPortalForm(request: Request): Promise<PortalForm> {
  const data = await request.formData().catch(() => {
    throw badRequest("The request is not a form of this portal.");
  });
  const texts = (name: string): string[] =>
    data.getAll(name).flatMap((value) => (typeof value === "string" ? [value] : []));
  return {
    text: (name) => texts(name)[0]?.trim() ?? "",
    all: (name) => texts(name),
    content: async (name) => {
      const files = data.getAll(name).flatMap((value) => (typeof value === "string" ? [] : [value]));
      const contents = await Promise.all(files.map((file) => file.text()));
      return [...contents, ...texts(name)].find((text) => text.trim() !== "") ?? "";
    },
  };
}

import { badRequest } from "../applications/refusals.ts";

/** The content of a portal form. */
export interface PortalForm {
  /** Trimmed; empty if nothing was sent. */
  text(name: string): string;
  /** The values of all selected checkboxes. */
  all(name: string): string[];
  /** The content of a file or of a text field with this name; empty if there is neither. */
  content(name: string): Promise<string>;
}

export const emptyForm: PortalForm = {
  text: () => "",
  all: () => [],
  content: async () => "",
};

/** @throws GraphError 400 if it is not a form */
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

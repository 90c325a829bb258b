import { type App, moveSelection } from "./app.ts";
import { rowsPerPage } from "./list-view.ts";

export interface KeyActions {
  afterMove: () => void;
  close: () => void;
  step: (direction: 1 | -1) => void;
}

/** The keys of a list box (ARIA Authoring Practices, “Listbox”), and those of the player: `,` steps back, `.` steps on. */
export function followKeys(app: App, list: HTMLElement, actions: KeyActions): void {
  list.addEventListener("keydown", (event) => {
    const distance = distanceOf(event.key, list);
    if (distance !== undefined) {
      event.preventDefault();
      moveSelection(app, distance);
      actions.afterMove();
    } else if (event.key === "Enter" && app.selected !== undefined) {
      event.preventDefault();
      app.view = "detail";
      actions.afterMove();
      document.getElementById("detail")?.focus();
    } else if (event.key === "," || event.key === ".") actions.step(event.key === "," ? -1 : 1);
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && app.selected !== undefined) actions.close();
  });
}

function distanceOf(key: string, list: HTMLElement): number | undefined {
  const page = rowsPerPage(list);
  const distances: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -Infinity,
    End: Infinity,
  };
  return distances[key];
}

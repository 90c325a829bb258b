import type { Look } from "./bar-view.ts";

const storageKey = "stage-look";

/** The user's choices for the look of the page. The browser stores nothing else. */
export function readLook(): Look {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "{}");
    const { size, theme } = Object(kept);
    return {
      size: size === "large" ? "large" : "normal",
      theme: theme === "light" || theme === "dark" ? theme : "system",
    };
  } catch {
    return { size: "normal", theme: "system" };
  }
}

export function applyLook(look: Look): void {
  const { dataset } = document.documentElement;
  dataset["size"] = look.size;
  dataset["theme"] = look.theme;
  try {
    localStorage.setItem(storageKey, JSON.stringify(look));
  } catch {
    // The page works also if the browser cannot store the choice.
  }
}

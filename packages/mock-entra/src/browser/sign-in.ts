import type { HttpBrowser, Page } from "./http-browser.ts";

/** Whose name and password are typed. */
export interface Credentials {
  userPrincipalName: string;
  password: string;
}

/**
 * Enters name and password on the sign-in page, approves a second factor if one is required, consents, and
 * continues to the application.
 *
 * @param page a sign-in page, or the page to which an existing session has led.
 * @returns the page on which the browser ends; with response_mode=form_post, the application's answer to the form.
 *
 * @example
 * ```ts
 * const arrived = await signIn(browser, await browser.visit(url), seed.users.ada);
 * const code = new URL(arrived.url).searchParams.get("code") ?? "";
 * ```
 */
export async function signIn(browser: HttpBrowser, page: Page, user: Credentials): Promise<Page> {
  const signedIn = hasField(page, "passwd")
    ? await browser.submit(page, { login: user.userPrincipalName, passwd: user.password, action: "sign-in" })
    : page;
  const approved = hasField(signedIn, "action", "approve")
    ? await browser.submit(signedIn, { action: "approve" })
    : signedIn;
  const agreed = hasField(approved, "action", "accept")
    ? await browser.submit(approved, { action: "accept" })
    : approved;
  return isFormPost(agreed) ? browser.continue(agreed) : agreed;
}

function hasField(page: Page, name: string, value?: string): boolean {
  const fields = page.document.querySelectorAll(`[name="${name}"]`);
  return fields.some((field) => value === undefined || field.getAttribute("value") === value);
}

/** The page with a code in hidden fields. A browser with scripts does not show it. */
function isFormPost(page: Page): boolean {
  return hasField(page, "code") || hasField(page, "error");
}

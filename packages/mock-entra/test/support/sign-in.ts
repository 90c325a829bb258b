import type { Answer, Browser, Landing, VisitedPage } from "./browser.ts";
import type { PageForm } from "./page-form.ts";

/** The page at which the browser stopped. The test fails if the browser returned to the application. */
export function pageOf(landing: Landing): VisitedPage {
  if (landing.kind === "page") return landing.page;
  throw new Error(`Expected a page, but the browser was sent to ${landing.answer.url}`);
}

export function answerOf(landing: Landing): Answer {
  if (landing.kind === "answer") return landing.answer;
  throw new Error(`Expected an answer for the application, but there is a page:\n${landing.page.html}`);
}

/** The form of the page that has this button. */
export function formWith(page: VisitedPage, value: string): PageForm {
  const form = page.forms.find(({ buttons }) => buttons.some((button) => button.value === value));
  if (!form) throw new Error(`No button "${value}" on:\n${page.html}`);
  return form;
}

export function pressButton(
  browser: Browser,
  page: VisitedPage,
  value: string,
  values = {},
): Promise<Landing> {
  const form = formWith(page, value);
  const name = form.buttons.find((button) => button.value === value)?.name ?? "action";
  return browser.submit(page, form, { ...values, [name]: value });
}

export interface Credentials {
  userPrincipalName: string;
  password: string;
}

/** Types name and password into the sign-in page. */
export function typePassword(
  browser: Browser,
  page: VisitedPage,
  credentials: Credentials,
): Promise<Landing> {
  return pressButton(browser, page, "sign-in", {
    login: credentials.userPrincipalName,
    passwd: credentials.password,
  });
}

/** Opens an authorize URL and signs in. @returns the answer for the application, also for form_post. */
export async function signIn(browser: Browser, url: string, credentials: Credentials): Promise<Answer> {
  const landing = await typePassword(browser, pageOf(await browser.open(url)), credentials);
  if (landing.kind === "answer") return landing.answer;
  const [form] = landing.page.forms;
  if (!form) return answerOf(landing);
  return answerOf(await browser.submit(landing.page, form, {}));
}

/** Enters a user code, signs in and answers the question. */
export async function confirmDevice(
  browser: Browser,
  device: { verificationUri: string; userCode: string },
  credentials: Credentials,
  answer: "continue" | "cancel" = "continue",
): Promise<VisitedPage> {
  const entry = pageOf(await browser.open(device.verificationUri));
  const signInPage = pageOf(await pressButton(browser, entry, "next", { otc: device.userCode }));
  const question = pageOf(await typePassword(browser, signInPage, credentials));
  return pageOf(await pressButton(browser, question, answer));
}

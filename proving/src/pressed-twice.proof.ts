import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { recordRequests, typePassword } from "./support/browser.ts";
import { isPossibleOver, nameOf, openConsent, useRemoteServer } from "./support/remote-in-browser.ts";

const grace = { name: "grace@mcpworkshop.onmicrosoft.com", password: "workshop-only-not-a-secret-grace" };
const isPossible = isPossibleOver("http");

/** The position of the button, for clicks that do not wait. */
async function centreOfAllow(page: Page): Promise<[number, number]> {
  const button = page.getByRole("button", { name: "Allow", exact: true });
  // The button ignores clicks in the first moment.
  await button.click({ trial: true });
  const box = await button.boundingBox();
  if (box === null) throw new Error("There is no button.");
  return [box.x + box.width / 2, box.y + box.height / 2];
}

describe("in a real Chromium, with answers that take 300 ms,", () => {
  const { running, newContext, newClient } = useRemoteServer("http", 300);

  /** Presses, and completes the sign-in. The browser must have sent the form twice. @returns the name of the user. */
  async function endOf(context: BrowserContext, press: (page: Page) => Promise<void>): Promise<string> {
    const { listener } = running();
    const requests = recordRequests(context);
    const client = newClient();
    const page = await openConsent(client, context);
    await press(page);
    const asksForName = page.getByLabel("User name").waitFor();
    const answered = listener.nextAnswer();
    await Promise.race([asksForName.then(async () => typePassword(page, grace)), answered]);
    const connected = await client.finishSignIn((await answered).get("code") ?? "");
    const name = String(await nameOf(connected));
    await connected.close();
    const sent = (await requests()).filter(({ url }) => new URL(url).pathname === "/consent");
    expect(sent).toHaveLength(2);
    return name;
  }

  it.skipIf(!isPossible)("Allow clicked twice ends with a sign-in", async () => {
    const name = await endOf(await newContext(), async (page) => {
      const [x, y] = await centreOfAllow(page);
      await page.mouse.dblclick(x, y, { delay: 20 });
    });
    expect(name).toBe("Grace Hopper");
  });

  it.skipIf(!isPossible)("Enter pressed twice ends with a sign-in", async () => {
    const name = await endOf(await newContext(), async (page) => {
      await centreOfAllow(page);
      await page.getByRole("button", { name: "Allow", exact: true }).focus();
      await page.keyboard.press("Enter");
      // With a shorter time, the browser itself combines both into one request.
      await new Promise((next) => void setTimeout(next, 80));
      await page.keyboard.press("Enter");
    });
    expect(name).toBe("Grace Hopper");
  });

  it.skipIf(!isPossible)(
    "Allow clicked again while the callback is on its way ends with a sign-in",
    async () => {
      const context = await newContext();
      // The first time, Entra asks for the user. After that, it sends the browser back immediately.
      const { listener } = running();
      const first = await openConsent(newClient(), context);
      await first.getByRole("button", { name: "Allow", exact: true }).click();
      await first.getByLabel("User name").waitFor();
      await typePassword(first, grace);
      await listener.nextAnswer();
      const name = await endOf(context, async (page) => {
        const [x, y] = await centreOfAllow(page);
        const returning = page.waitForRequest(
          (request) => new URL(request.url()).pathname === "/auth/callback",
        );
        await page.mouse.click(x, y);
        await returning;
        // Long enough that the server has used the callback, and too short for its answer to arrive.
        await new Promise((next) => void setTimeout(next, 150));
        await page.mouse.click(x, y);
      });
      expect(name).toBe("Grace Hopper");
    },
  );
});

import { expect, test } from "@playwright/test";

test("a user signs in, consents, and sees her name from Graph", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("User name").fill("ada@mcpworkshop.onmicrosoft.com");
  await page.getByLabel("Password").fill("not-a-secret");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("status")).toHaveText("Ada Lovelace");
});

import type { Locator } from "playwright-core";

/** A user's actions on a page. */
export interface InputDevice {
  name: "mouse" | "keyboard";
  /** Presses a link, a button or the summary of a fold. */
  press(target: Locator): Promise<void>;
  fill(field: Locator, text: string): Promise<void>;
  /** Checks a box or one of several radio buttons. */
  tick(box: Locator): Promise<void>;
  /** Selects an entry of a list by its value. */
  choose(list: Locator, value: string): Promise<void>;
}

export const mouse: InputDevice = {
  name: "mouse",
  press: (target) => target.click(),
  fill: async (field, text) => {
    await field.click();
    await field.fill(text);
  },
  tick: (box) => box.click(),
  choose: async (list, value) => void (await list.selectOption(value)),
};

/** Uses only the keyboard: Tab to move, and the usual keys to act. If Tab cannot reach a target, this fails. */
export const keyboard: InputDevice = {
  name: "keyboard",
  press: async (target) => {
    await tabTo(target);
    await target.page().keyboard.press("Enter");
  },
  fill: async (field, text) => {
    await tabTo(field);
    await field.page().keyboard.press("ControlOrMeta+A");
    await field.page().keyboard.type(text);
  },
  tick: async (box) => {
    const { keyboard: keys } = box.page();
    const isRadio = (await box.getAttribute("type")) === "radio";
    if (!isRadio) {
      await tabTo(box);
      return keys.press("Space");
    }
    await tabToGroup(box);
    await repeatUntil(
      () => box.isChecked(),
      () => keys.press("ArrowDown"),
    );
  },
  choose: async (list, value) => {
    await tabTo(list);
    await repeatUntil(
      async () => (await list.inputValue()) === value,
      () => list.page().keyboard.press("ArrowDown"),
    );
  },
};

const limit = 120;

async function repeatUntil(isDone: () => Promise<boolean>, act: () => Promise<void>): Promise<void> {
  for (let count = 0; count < limit; count += 1) {
    if (await isDone()) return;
    await act();
  }
  throw new Error(`Not reached after ${limit} keys.`);
}

const isFocused = async (target: Locator): Promise<boolean> =>
  (await target.and(target.page().locator(":focus")).count()) === 1;

async function tabTo(target: Locator): Promise<void> {
  await target.waitFor();
  await repeatUntil(
    () => isFocused(target),
    () => target.page().keyboard.press("Tab"),
  );
}

/** In a group of radio buttons, Tab stops only at the selected one. */
async function tabToGroup(radio: Locator): Promise<void> {
  const name = await radio.getAttribute("name");
  const focusedOfGroup = radio.page().locator(`input[name="${name}"]:focus`);
  await repeatUntil(
    async () => (await focusedOfGroup.count()) === 1,
    () => radio.page().keyboard.press("Tab"),
  );
}

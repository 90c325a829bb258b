/** The same shape, with each text in it changed. */
export function changeTexts<Item>(item: Item, change: (text: string) => string): Item;
export function changeTexts(item: unknown, change: (text: string) => string): unknown {
  if (typeof item === "string") return change(item);
  if (Array.isArray(item)) return item.map((each) => changeTexts(each, change));
  if (typeof item !== "object" || item === null) return item;
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, changeTexts(value, change)]));
}

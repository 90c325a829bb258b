/** What stands in the regions of a file, without their indent: name and code. */
export function examplesIn(text: string): [string, string][] {
  const regions = text.matchAll(/^( *)\/\/ #region (\w+)\n([^]*?)^\1\/\/ #endregion$/gm);
  return Array.from(regions, ([, indent = "", name = "", code = ""]) => [
    name,
    code.replaceAll(new RegExp(`^${indent}`, "gm"), "").trimEnd(),
  ]);
}

/** The regions of a file: name and code, without the indent. */
export function examplesIn(text: string): [string, string][] {
  const regions = text.matchAll(/^( *)\/\/ #region (\w+)\n([^]*?)^\1\/\/ #endregion$/gm);
  return Array.from(regions, ([, indent = "", name = "", code = ""]) => [
    name,
    code.replaceAll(new RegExp(`^${indent}`, "gm"), "").trimEnd(),
  ]);
}

/** A Markdown table with the padding of the repository's formatter. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows].map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = header.map((_, column) => Math.max(3, ...lines.map((cells) => cells[column]?.length ?? 0)));
  const [head = "", ...body] = lines.map((cells) => renderLine(cells, widths));
  return [
    head,
    renderLine(
      widths.map((width) => "-".repeat(width)),
      widths,
    ),
    ...body,
  ].join("\n");
}

function renderLine(cells: readonly string[], widths: readonly number[]): string {
  return `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
}

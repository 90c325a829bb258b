import { type Comment, type Node, parse } from "acorn";

/** A piece of a source text. */
export interface Place {
  start: number;
  end: number;
}

/** Fields of a syntax tree that are lists. Each item of them can be removed alone. */
const lists = new Set(["body", "consequent", "properties", "elements", "arguments"]);

/**
 * The places behind the comments `// defence:ID …`: the whole next statement, property, element or argument, with its comma.
 *
 * @param source JavaScript.
 * @returns one place for each comment.
 */
export function guardPlaces(source: string, id: string): Place[] {
  const comments: Comment[] = [];
  const program = parse(source, { ecmaVersion: "latest", sourceType: "module", onComment: comments });
  const items = itemsIn(program);
  return comments
    .filter(({ value }) => /^ *defence:(\S+)/.exec(value)?.[1] === id)
    .map(({ end }) => withComma(source, itemBehind(source, end, items, comments)));
}

function itemBehind(
  source: string,
  position: number,
  items: readonly Place[],
  comments: readonly Comment[],
): Place {
  // If several items begin at the same place, the outermost.
  const [next] = items
    .filter(({ start }) => start >= position)
    .toSorted((a, b) => a.start - b.start || b.end - a.end);
  if (next === undefined || !isBlank(source, { start: position, end: next.start }, comments)) {
    throw new Error(`There is no code behind the comment at ${position} that can be removed.`);
  }
  return next;
}

function isBlank(source: string, { start, end }: Place, comments: readonly Comment[]): boolean {
  const inBetween = comments.filter((comment) => comment.start >= start && comment.end <= end);
  const text = source.slice(start, end);
  const commented = inBetween.map((comment) => source.slice(comment.start, comment.end));
  return commented.reduce((rest, comment) => rest.replace(comment, ""), text).trim() === "";
}

function withComma(source: string, { start, end }: Place): Place {
  const comma = /^\s*,/.exec(source.slice(end));
  return { start, end: end + (comma?.[0].length ?? 0) };
}

function itemsIn(node: Node): Place[] {
  return Object.entries(node).flatMap(([name, value]: [string, unknown]) => {
    const children = [value].flat().filter((child) => isNode(child));
    const own: Place[] = lists.has(name) && Array.isArray(value) ? children : [];
    return own.concat(children.flatMap((child) => itemsIn(child)));
  });
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

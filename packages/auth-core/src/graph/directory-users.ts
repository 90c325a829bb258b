import { z } from "zod";
import { GraphRequestError, InvalidInputError } from "../errors/errors.ts";
import { callGraph } from "./call-graph.ts";
import type { GraphAccess } from "./graph-client.ts";
import { oneLine } from "./one-line.ts";

/** The fields of other people that User.ReadBasic.All shows. These people have written some of the texts. */
const directoryUserSchema = z.object({
  id: oneLine,
  displayName: oneLine.nullable(),
  userPrincipalName: oneLine.nullable(),
  mail: oneLine.nullable(),
});

export const directoryPageSchema = z.object({
  users: z.array(directoryUserSchema),
  /** Missing on the last page. */
  nextCursor: z.string().exactOptional(),
});

export type DirectoryPage = z.output<typeof directoryPageSchema>;

/** The start of a page. Without a cursor: the beginning, with pages of `pageSize`. */
export interface DirectoryPosition {
  /**
   * 1 to 100. It is used only without a cursor, because Graph requires the same size for all pages of one
   * list.
   */
  pageSize: number;
  cursor?: string | undefined;
}

export const largestPage = 100;
/** Graph's skip tokens have a few hundred characters. */
const longestCursor = 2_000;
/** The page size, and Graph's `$skiptoken` as base64url. */
const cursorShape = /^(?<size>[1-9]\d{0,2})\.(?<token>[\w-]+)$/;

const graphPage = z.object({
  value: z.array(directoryUserSchema),
  "@odata.nextLink": z.string().optional(),
});

/**
 * One page of the tenant's users. Needs the delegated permission User.ReadBasic.All.
 *
 * Graph returns the address of the next page as a whole URL. We do not give it to the caller: a caller could
 * send back another URL, and this server would send the user's token to that address. We give out only the
 * one value that is needed. When it comes back, we put it into a request with our own address and parameters.
 *
 * @throws InvalidInputError for a cursor that is not ours, or a page size outside the limits.
 * @throws as {@link callGraph} does.
 * @see https://learn.microsoft.com/graph/paging
 *
 * @example
 * ```ts
 * const first = await listDirectoryUsers(access, { pageSize: 2 });
 * const next = await listDirectoryUsers(access, { pageSize: 2, cursor: first.nextCursor });
 * expect([first.users.length, next.users.length]).toEqual([2, 1]);
 * ```
 */
export async function listDirectoryUsers(
  access: GraphAccess,
  position: DirectoryPosition,
): Promise<DirectoryPage> {
  const { pageSize, skipToken } = readPosition(position);
  const answer: unknown = await callGraph(access, async (graph) => {
    const request = graph.api("/users").select(Object.keys(directoryUserSchema.shape)).top(pageSize);
    // The Graph client does not encode its query: an “&” in the token would begin a new parameter.
    return skipToken === undefined
      ? request.get()
      : request.query({ $skiptoken: encodeURIComponent(skipToken) }).get();
  }).catch((error: unknown) => {
    const isRefusedCursor =
      skipToken !== undefined && error instanceof GraphRequestError && error.status === 400;
    throw isRefusedCursor ? invalidCursor() : error;
  });
  const { value: users, "@odata.nextLink": nextLink } = graphPage.parse(answer);
  const next = nextLink === undefined ? null : new URL(nextLink).searchParams.get("$skiptoken");
  return next === null ? { users } : { users, nextCursor: cursorFor(pageSize, next) };
}

function cursorFor(pageSize: number, skipToken: string): string {
  return `${pageSize}.${Buffer.from(skipToken).toString("base64url")}`;
}

function readPosition({ pageSize, cursor }: DirectoryPosition): { pageSize: number; skipToken?: string } {
  if (cursor === undefined) return { pageSize: requirePageSize(pageSize) };
  const { size, token } = (cursor.length <= longestCursor && cursorShape.exec(cursor)?.groups) || {};
  if (size === undefined || token === undefined) throw invalidCursor();
  return { pageSize: requirePageSize(Number(size)), skipToken: Buffer.from(token, "base64url").toString() };
}

function requirePageSize(pageSize: number): number {
  if (Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= largestPage) return pageSize;
  throw new InvalidInputError(`pageSize: expected a whole number from 1 to ${largestPage}.`);
}

function invalidCursor(): InvalidInputError {
  return new InvalidInputError(
    "cursor: expected the nextCursor of an earlier answer, unchanged. Call again without a cursor to begin at the first page.",
  );
}

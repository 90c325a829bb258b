import { createHash } from "node:crypto";
import { availableSizes, type PhotoSize, type ProfilePhoto, sizeOf } from "../../directory/profile-photo.ts";
import type { User } from "../../directory/types.ts";
import { findUserOfPath } from "../../graph/addressed-user.ts";
import { assertPermission, authenticateCaller } from "../../graph/authenticate.ts";
import { collectionResponse, entityOf } from "../../graph/collection.ts";
import { GraphError, presentAsGraph } from "../../graph/graph-error.ts";
import { graphHeaders, graphJson } from "../../graph/graph-headers.ts";
import { assertQueryOptions } from "../../graph/query-options.ts";
import type { Resource } from "../../graph/select.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import type { Exchange } from "../../http/exchange.ts";

/** @see https://learn.microsoft.com/graph/api/profilephoto-get#permissions */
const readersOfOthers = ["User.ReadBasic.All", "User.Read.All"];

/** Graph's description for a user without a photo. */
const none: ProfilePhoto = { contentType: "image/gif", width: 1, height: 1, content: "" };

/**
 * A user's photo as bytes; 404 if there is none. In each size, the bytes are those of the one photo in the directory.
 */
export const graphPhotoValueEndpoint: Endpoint = {
  name: "graph-photo-value",
  urls: ({ graph }) => ofUsers(graph, "/photo/$value", "/photo/:size/$value", "/photos/:size/$value"),
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const { photo } = await addressedUser(exchange);
    assertQueryOptions(exchange, "entity", []);
    if (!photo) throw imageMissing();
    sizeOfPath(exchange, photo);
    return new Response(Buffer.from(photo.content, "base64"), {
      headers: { ...graphHeaders(exchange), "Content-Type": photo.contentType, ETag: etagOf(photo) },
    });
  },
};

/** Its type and size. Without a photo, the size that Graph describes. */
export const graphPhotoEndpoint: Endpoint = {
  name: "graph-photo",
  urls: ({ graph }) => ofUsers(graph, "/photo", "/photos/:size"),
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const user = await addressedUser(exchange);
    const isSized = exchange.url.pathname.includes("/photos/");
    const name = `users('${user.id}')/${isSized ? "photos" : "photo"}`;
    const { photo = none } = user;
    const size = isSized ? () => sizeOfPath(exchange, photo) : () => sizeOf(photo);
    assertQueryOptions(exchange, "entity", ["$select"]);
    return graphJson(
      exchange,
      entityOf(exchange, name, photoResource(exchange, user, photo, size()), "profilePhoto"),
    );
  },
};

/** All sizes of it. @see https://learn.microsoft.com/graph/api/profilephoto-get */
export const graphPhotosEndpoint: Endpoint = {
  name: "graph-photos",
  urls: ({ graph }) => ofUsers(graph, "/photos"),
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const user = await addressedUser(exchange);
    const { photo } = user;
    return collectionResponse(exchange, {
      name: `users('${user.id}')/photos`,
      type: "profilePhoto",
      items: photo ? availableSizes(photo) : [],
      resourceOf: (size) => photoResource(exchange, user, photo ?? none, size),
    });
  },
};

function ofUsers(graph: string, ...paths: string[]): string[] {
  return paths.flatMap((path) => [`${graph}/v1.0/me${path}`, `${graph}/v1.0/users/:id${path}`]);
}

/** The message comes from a library of Microsoft (unconfirmed). */
function imageMissing(): GraphError {
  return new GraphError(
    404,
    "ImageNotFound",
    "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.",
  );
}

/** @throws GraphError 401, 403 or 404 */
async function addressedUser(exchange: Exchange): Promise<User> {
  const caller = await authenticateCaller(exchange);
  assertPermission(caller, ["User.Read", ...readersOfOthers]);
  const user = findUserOfPath(exchange, caller);
  if (user.id !== caller.user?.id) assertPermission(caller, readersOfOthers);
  return user;
}

function photoResource(
  { origins, state }: Exchange,
  user: User,
  photo: ProfilePhoto,
  size: PhotoSize,
): Resource {
  return {
    "@odata.id": `${origins.graph}/v1.0/users('${user.id}@${state.directory.tenant.id}')/photo`,
    "@odata.mediaContentType": photo.contentType,
    "@odata.mediaEtag": etagOf(photo),
    id: `${size.width}x${size.height}`,
    width: size.width,
    height: size.height,
  };
}

/** @throws GraphError 404 for a size that the photo does not have: Graph never makes it larger (error unconfirmed) */
function sizeOfPath({ url }: Exchange, photo: ProfilePhoto): PhotoSize {
  const asked = /\/photos?\/(?<size>[^/$]+)/u.exec(url.pathname)?.groups?.["size"];
  if (asked === undefined) return sizeOf(photo);
  const size = availableSizes(photo).find(
    ({ width, height }) => `${width}x${height}` === asked.toLowerCase(),
  );
  if (!size) throw imageMissing();
  return size;
}

function etagOf({ content }: ProfilePhoto): string {
  if (content === "") return "";
  return `"${createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase()}"`;
}

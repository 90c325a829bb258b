import { createHash } from "node:crypto";
import type { ProfilePhoto } from "../../directory/profile-photo.ts";
import type { User } from "../../directory/types.ts";
import { findUserOfPath } from "../../graph/addressed-user.ts";
import { assertPermission, authenticateCaller } from "../../graph/authenticate.ts";
import { entityOf } from "../../graph/collection.ts";
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

/** A user's photo as bytes; 404 if there is none. */
export const graphPhotoValueEndpoint: Endpoint = {
  name: "graph-photo-value",
  urls: ({ graph }) => [`${graph}/v1.0/me/photo/$value`, `${graph}/v1.0/users/:id/photo/$value`],
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const { photo } = await addressedUser(exchange);
    assertQueryOptions(exchange, "entity", []);
    // The message comes from a library of Microsoft (unconfirmed).
    if (!photo)
      throw new GraphError(
        404,
        "ImageNotFound",
        "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.",
      );
    return new Response(Buffer.from(photo.content, "base64"), {
      headers: { ...graphHeaders(exchange), "Content-Type": photo.contentType, ETag: etagOf(photo) },
    });
  },
};

/** Its type and size. */
export const graphPhotoEndpoint: Endpoint = {
  name: "graph-photo",
  urls: ({ graph }) => [`${graph}/v1.0/me/photo`, `${graph}/v1.0/users/:id/photo`],
  methods: ["GET"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const user = await addressedUser(exchange);
    const name = `users('${user.id}')/photo`;
    return graphJson(exchange, entityOf(exchange, name, photoResource(exchange, user), "profilePhoto"));
  },
};

/** @throws GraphError 401, 403 or 404 */
async function addressedUser(exchange: Exchange): Promise<User> {
  const caller = await authenticateCaller(exchange);
  assertPermission(caller, ["User.Read", ...readersOfOthers]);
  const user = findUserOfPath(exchange, caller);
  if (user.id !== caller.user?.id) assertPermission(caller, readersOfOthers);
  return user;
}

function photoResource({ origins, state }: Exchange, user: User): Resource {
  const photo = user.photo ?? none;
  return {
    "@odata.id": `${origins.graph}/v1.0/users('${user.id}@${state.directory.tenant.id}')/photo`,
    "@odata.mediaContentType": photo.contentType,
    "@odata.mediaEtag": etagOf(photo),
    id: `${photo.width}x${photo.height}`,
    width: photo.width,
    height: photo.height,
  };
}

function etagOf({ content }: ProfilePhoto): string {
  if (content === "") return "";
  return `"${createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase()}"`;
}

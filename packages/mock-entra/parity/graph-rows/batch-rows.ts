import { witnessedBy } from "../witnessed-by.ts";

const batching = "https://learn.microsoft.com/graph/json-batching";
const photo = "https://learn.microsoft.com/graph/api/profilephoto-get";

/** Several requests in one, and answers that are not JSON. */
export const batchRows = [
  ...witnessedBy("test/graph-batch.test.ts", [
    {
      id: "graph-batch-client",
      feature: "$batch with the Graph client",
      entra: "BatchRequestContent and BatchResponseContent match requests and answers by id.",
      source: "library",
      test: "$batch > of the Graph client, unmodified: one request, and an answer for each",
      breakIt: {
        file: "endpoints/graph/batch.ts",
        find: 'type.startsWith("application/json") ? JSON.parse(text) : text',
        replace: "text",
      },
    },
    {
      id: "graph-batch-status",
      feature: "The status of a batch",
      entra: "200 whatever the requests in it get; each has its own status, headers and body.",
      source: batching,
      test: "$batch > says 200 itself whatever its requests get, each with its own status and shape",
      breakIt: {
        file: "endpoints/graph/batch.ts",
        find: "const answer = { id, status: response.status, headers };",
        replace: "const answer = { id, status: 200, headers };",
      },
    },
    {
      id: "graph-batch-depends-on",
      feature: "dependsOn in a batch",
      entra: "Orders the requests; what depends on a failed one fails with 424.",
      source: batching,
      ours: "the wording of the 424 is unconfirmed",
      test: "$batch > dependsOn orders the requests, and 424 follows a failure all the way",
      breakIt: {
        file: "endpoints/graph/batch.ts",
        find: "failed ? failedDependency(step) : await",
        replace: "await",
      },
    },
    {
      id: "graph-batch-limit",
      feature: "The size of a batch",
      entra: "20 requests at most.",
      source: batching,
      ours: "same; code and wording of the refusal are unconfirmed",
      test: "$batch > 21 requests: the whole batch is refused, and nothing of it is done",
      breakIt: {
        file: "graph/batch/batch-request.ts",
        find: "const maximumSteps = 20;",
        replace: "const maximumSteps = 21;",
      },
    },
    {
      id: "graph-batch-ids",
      feature: "Ids in a batch",
      entra: "Are unique without case, else the batch fails with 400.",
      source: batching,
      test: "$batch > two requests with one id, in another case: the whole batch is refused, and nothing of it is done",
      breakIt: {
        file: "graph/batch/batch-request.ts",
        find: "return id.toLowerCase();",
        replace: "return id;",
      },
    },
    {
      id: "graph-batch-body",
      feature: "POST, PUT and PATCH in a batch",
      entra: "Need a body and its Content-Type, even where the address itself needs none.",
      source: batching,
      ours: "the whole batch is refused; the wording is unconfirmed",
      test: "$batch > a POST without a body: the whole batch is refused, and nothing of it is done",
      breakIt: {
        file: "graph/batch/batch-request.ts",
        find: "methodsWithBody.has(method.toUpperCase()) || body !== undefined",
        replace: "body !== undefined",
      },
    },
    {
      id: "graph-batch-token",
      feature: "The token of a request in a batch",
      entra: "Is that of the batch.",
      source: "unconfirmed",
      test: "$batch > a request has the token of the batch, and no other",
      breakIt: {
        file: "endpoints/graph/batch.ts",
        find: 'headers.set("authorization", request.headers.get("authorization") ?? "");',
        replace: 'headers.append("authorization", request.headers.get("authorization") ?? "");',
      },
    },
  ]),
  ...witnessedBy("test/graph-photo.test.ts", [
    {
      id: "graph-photo",
      feature: "A user's photo",
      entra: "Comes as bytes at photo/$value, with its type and size at photo.",
      source: photo,
      ours: "the one photo of the directory file; it cannot be changed through Graph",
      test: "a user's photo > comes as it is in the directory, with its type",
      breakIt: {
        file: "endpoints/graph/photo.ts",
        find: 'Buffer.from(photo.content, "base64")',
        replace: "photo.content",
      },
    },
    {
      id: "graph-photo-missing",
      feature: "A photo that is not there",
      entra: "404 at photo/$value; at photo the description of a GIF of one pixel.",
      source: photo,
      ours: "same; the wording is unconfirmed",
      test: "a user's photo > that is not there is 404 as bytes, and a GIF of one pixel as a description",
      breakIt: {
        file: "endpoints/graph/photo.ts",
        find: "const { photo = none } = user;",
        replace: "const photo = { ...none, ...user.photo, width: 2 };",
      },
    },
    {
      id: "graph-photo-sizes",
      feature: "Sizes of a photo",
      entra:
        "photos has the sizes of Microsoft 365 up to the largest; photos/{size} is one of them, photos/{size}/$value its bytes.",
      source: photo,
      ours: "same, but the bytes are those of the one photo in each size; the error for another size is unconfirmed",
      test: "a user's photo > has each size of Microsoft 365 up to its own, as a description and as bytes",
      breakIt: {
        file: "directory/profile-photo.ts",
        find: "width <= limit",
        replace: "width > limit",
      },
    },
    {
      id: "graph-photo-permissions",
      feature: "Permissions for photos",
      entra: "User.Read for one's own; User.ReadBasic.All or User.Read.All for others'.",
      source: photo,
      test: "a user's photo > of another user needs more than User.Read",
      breakIt: {
        file: "endpoints/graph/photo.ts",
        find: "  if (user.id !== caller.user?.id) assertPermission(caller, readersOfOthers);\n",
        replace: "",
      },
    },
  ]),
];

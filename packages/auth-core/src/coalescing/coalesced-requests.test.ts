import { describe, expect, it } from "vitest";
import { createCoalescedRequests } from "./coalesced-requests.ts";

function arrange() {
  const requests = createCoalescedRequests<string>();
  const sent: PromiseWithResolvers<string>[] = [];
  const send = async (): Promise<string> => {
    const answer = Promise.withResolvers<string>();
    sent.push(answer);
    return answer.promise;
  };
  return { requests, sent, send };
}

describe("requests with the same key", () => {
  it("are sent once while one is under way, and all get its answer", async () => {
    const { requests, sent, send } = arrange();
    const together = Promise.all([requests.join("ada", send), requests.join("ada", send)]);
    expect(requests.count()).toBe(1);
    sent[0]?.resolve("Ada");
    expect(await together).toEqual(["Ada", "Ada"]);
    expect(sent).toHaveLength(1);
  });

  it("all get its failure, and the next one is sent anew", async () => {
    const { requests, sent, send } = arrange();
    const together = Promise.allSettled([requests.join("ada", send), requests.join("ada", send)]);
    sent[0]?.reject(new Error("refused"));
    expect(await together).toMatchObject([{ reason: { message: "refused" } }, { status: "rejected" }]);
    expect(requests.count()).toBe(0);
    const next = requests.join("ada", send);
    sent[1]?.resolve("Ada");
    expect(await next).toBe("Ada");
  });

  it("have nothing to do with those of another key", async () => {
    const { requests, sent, send } = arrange();
    const together = Promise.all([requests.join("ada", send), requests.join("grace", send)]);
    sent[1]?.resolve("Grace");
    sent[0]?.resolve("Ada");
    expect(await together).toEqual(["Ada", "Grace"]);
  });
});

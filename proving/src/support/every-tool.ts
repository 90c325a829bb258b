/** One call of every tool, and the expected content of its answer. The client gets scopes beyond the first one during the calls. */
export const everyTool = [
  { name: "getUserDetails", input: {}, expected: { displayName: "Ada Lovelace" } },
  { name: "listDirectoryUsers", input: { pageSize: 3 }, expected: { users: [{}, {}, {}] } },
  {
    name: "sendMailToSelf",
    input: { subject: "Proof", body: "Sent by a real client.", confirm: true },
    expected: { sent: true, sentTo: "ada@mcpworkshop.onmicrosoft.com" },
  },
] as const;

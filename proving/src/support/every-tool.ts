/** One call of every tool, and what its answer has to hold. Scopes beyond the first one's are gained on the way. */
export const everyTool = [
  { name: "getUserDetails", input: {}, expected: { displayName: "Ada Lovelace" } },
  { name: "listDirectoryUsers", input: { pageSize: 3 }, expected: { users: [{}, {}, {}] } },
  {
    name: "sendMailToSelf",
    input: { subject: "Proof", body: "Sent by a real client.", confirm: true },
    expected: { sent: true, sentTo: "ada@mcpworkshop.onmicrosoft.com" },
  },
] as const;

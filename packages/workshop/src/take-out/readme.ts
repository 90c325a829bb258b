/** The copy's own README. */
export function readmeOf(server: string, version: string): string {
  return `# ${server}

A copy of \`packages/${server}\` and \`packages/auth-core\` of the workshop “Secure MCP servers with Microsoft Entra ID”, as of
${version}. It needs nothing else of that repository.

1. \`npm install\` (or \`pnpm install --frozen-lockfile\`: pnpm-lock.yaml has all versions that were tested there)
2. Copy \`.env.example\` to \`.env.${server}\` and fill it in.
3. \`npm start\`

| where        | what                                                                 |
| ------------ | -------------------------------------------------------------------- |
| \`src\`        | the server; \`src/main.ts\` starts it, Node 22.18 or newer runs it as it is |
| \`auth-core\`  | what it shares with the other server; imported as \`#auth-core\`        |

\`npm run typecheck\` checks the types. \`npm start -- --help\` lists the variables. Where a message or a comment says \`pnpm ${server}\`, that is
\`npm start --\` here; \`pnpm mock-entra\` and \`pnpm dev-certs\` are commands of the workshop's repository. Comments with
\`defence:\` and a number mark a line that stops an attack of its threat model: its tests prove that the line is needed. Keep them.
`;
}

/**
 * Answers for the dependencies that want to run a build script; pnpm-workspace.yaml is not read here, since this install stands
 * beside the workspace.
 */
const allowBuilds = {
  // Its script installs what a checkout of its sources needs, and does nothing in a package.
  "@modelcontextprotocol/inspector": false,
};

export const hooks = {
  updateConfig: (config) => ({ ...config, allowBuilds: { ...config.allowBuilds, ...allowBuilds } }),
};

import { exerciseProjects } from "@mcp-entra/workshop/vitest";

export default exerciseProjects(import.meta.dirname);

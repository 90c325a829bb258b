import { useCompileCache } from "../compile-cache.ts";

// Before the program is loaded: so Node also keeps the program's own files without their types. To load them took twice as long.
useCompileCache();
await import("./programs/workshop.ts");

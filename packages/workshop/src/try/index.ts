export { type MockInPlaceOfEntra, startMockInPlaceOfEntra } from "./mock-in-place-of-entra.ts";

export type { RecorderEvent } from "./history.ts";
export { keepRecording, type KeptRecording, readKeptRecording } from "./kept-recording.ts";
export type {
  DecodedToken,
  Hop,
  HopMessage,
  Lane,
  Leak,
  Note,
  PlayNote,
  PlaySide,
  Recording,
  RpcMessage,
  Step,
  Transport,
} from "./hop.ts";
export { byBeginning, toMermaid } from "./mermaid.ts";
export { describeRecording, hopThatWentWrong } from "./describe-recording.ts";
export { followTrace, type FollowedTrace, recordTrace } from "./follow-trace.ts";
export { listenForTaps, type TapListener, type TappedCommand } from "./listen-for-taps.ts";
export { type LanesOf, tapFetch } from "./tap-fetch.ts";
export { type Applications, learnSeededSecrets, seededApplications } from "./trace-exchange.ts";
export type { ServerKind } from "./describe/server-kind.ts";
export type { KnownFacts, RawExchange, RawMessage } from "./raw-exchange.ts";
export { createRecorder, type Recorder, type RecorderOptions } from "./recorder.ts";
export { parseRecording, readRecording, RecordingFileError, writeRecording } from "./recording-file.ts";
export { type RecordingProxy, type RecordingProxyOptions, startRecordingProxy } from "./recording-proxy.ts";
export type { SecretKind } from "./secret-kinds.ts";

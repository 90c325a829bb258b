import type { IncomingMessage } from "node:http";
import express, { type RequestHandler } from "express";

/**
 * Brackets, colons and commas together. A normal call has a few dozen. Members take more time than bytes: the
 * one thread needed four times as long for 64 kB of short names as for 64 kB of text.
 */
const mostParts = 1_000;

/**
 * Parses JSON bodies of at most `bytes`, and of at most a thousand parts. Both are counted before parsing, so
 * that one request cannot block all other callers.
 */
export function jsonBody(bytes: number): RequestHandler {
  return express.json({ limit: bytes, verify: refuseCostly });
}

function refuseCostly(_request: IncomingMessage, _response: unknown, body: Buffer, encoding: string): void {
  // RFC 8259 §8.1. In another encoding, a quotation mark could be half of another character, and the count
  // would be wrong.
  if (encoding !== "utf-8") throw refused(415, "expected JSON in UTF-8");
  // defence:51-parts
  if (partsOf(body) > mostParts) throw refused(413, "too many members or values");
}

const [quote, backslash] = [0x22, 0x5c];
const structural = new Set(Buffer.from("{}[]:,"));

/** Counts the structural characters of a JSON text, without those inside strings. */
function partsOf(body: Buffer): number {
  let parts = 0;
  let isInString = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === quote) isInString = !isInString;
    else if (!isInString) parts += structural.has(byte ?? 0) ? 1 : 0;
    // An escaped quotation mark does not end a string.
    else if (byte === backslash) at += 1;
  }
  return parts;
}

function refused(status: number, message: string): Error {
  return Object.assign(new Error(message), { status });
}

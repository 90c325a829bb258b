#!/usr/bin/env node
import process from "node:process";
import { readCommandLine } from "./command-line.ts";
import { fail, run } from "./run.ts";

run(readCommandLine(process.argv), process.env).catch(fail);

#!/usr/bin/env node
import process from "node:process";
import { readCommandLine } from "./command-line.ts";
import { fail, start } from "./start.ts";

start(readCommandLine(process.argv)).catch(fail);

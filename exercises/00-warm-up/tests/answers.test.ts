import { assert, test } from "vitest";
import { answers } from "#exercise/answers.ts";
import { judgeClient, judgePermissions, judgePlace } from "./support/judge.ts";

test("[0.1] editor: where it runs", () => {
  assert(...judgePlace("editor", answers.editor));
});

test("[0.1] helpDesk: where it runs", () => {
  assert(...judgePlace("helpDesk", answers.helpDesk));
});

test("[0.1] dashboard: where it runs", () => {
  assert(...judgePlace("dashboard", answers.dashboard));
});

test("[0.1] kiosk: where it runs", () => {
  assert(...judgePlace("kiosk", answers.kiosk));
});

test("[0.1] nightlyReport: where it runs", () => {
  assert(...judgePlace("nightlyReport", answers.nightlyReport));
});

test("[0.1] calendar: where it runs", () => {
  assert(...judgePlace("calendar", answers.calendar));
});

test("[0.1] newsletter: where it runs", () => {
  assert(...judgePlace("newsletter", answers.newsletter));
});

test("[0.1] documents: where it runs", () => {
  assert(...judgePlace("documents", answers.documents));
});

test("[0.2] editor: which client it is", () => {
  assert(...judgeClient("editor", answers.editor));
});

test("[0.2] helpDesk: which client it is", () => {
  assert(...judgeClient("helpDesk", answers.helpDesk));
});

test("[0.2] dashboard: which client it is", () => {
  assert(...judgeClient("dashboard", answers.dashboard));
});

test("[0.2] kiosk: which client it is", () => {
  assert(...judgeClient("kiosk", answers.kiosk));
});

test("[0.2] nightlyReport: which client it is", () => {
  assert(...judgeClient("nightlyReport", answers.nightlyReport));
});

test("[0.2] calendar: which client it is", () => {
  assert(...judgeClient("calendar", answers.calendar));
});

test("[0.2] newsletter: which client it is", () => {
  assert(...judgeClient("newsletter", answers.newsletter));
});

test("[0.2] documents: which client it is", () => {
  assert(...judgeClient("documents", answers.documents));
});

test("[0.3] editor: what it asks for", () => {
  assert(...judgePermissions("editor", answers.editor));
});

test("[0.3] helpDesk: what it asks for", () => {
  assert(...judgePermissions("helpDesk", answers.helpDesk));
});

test("[0.3] dashboard: what it asks for", () => {
  assert(...judgePermissions("dashboard", answers.dashboard));
});

test("[0.3] kiosk: what it asks for", () => {
  assert(...judgePermissions("kiosk", answers.kiosk));
});

test("[0.3] nightlyReport: what it asks for", () => {
  assert(...judgePermissions("nightlyReport", answers.nightlyReport));
});

test("[0.3] calendar: what it asks for", () => {
  assert(...judgePermissions("calendar", answers.calendar));
});

test("[0.3] newsletter: what it asks for", () => {
  assert(...judgePermissions("newsletter", answers.newsletter));
});

test("[0.3] documents: what it asks for", () => {
  assert(...judgePermissions("documents", answers.documents));
});

import { test } from "vitest";
import { answers } from "#exercise/answers.ts";
import { judgeClient, judgePermissions, judgePlace } from "./support/judge.ts";

test("[0.1] editor: where it runs", () => {
  judgePlace("editor", answers.editor);
});

test("[0.1] helpDesk: where it runs", () => {
  judgePlace("helpDesk", answers.helpDesk);
});

test("[0.1] dashboard: where it runs", () => {
  judgePlace("dashboard", answers.dashboard);
});

test("[0.1] kiosk: where it runs", () => {
  judgePlace("kiosk", answers.kiosk);
});

test("[0.1] nightlyReport: where it runs", () => {
  judgePlace("nightlyReport", answers.nightlyReport);
});

test("[0.1] calendar: where it runs", () => {
  judgePlace("calendar", answers.calendar);
});

test("[0.1] newsletter: where it runs", () => {
  judgePlace("newsletter", answers.newsletter);
});

test("[0.1] documents: where it runs", () => {
  judgePlace("documents", answers.documents);
});

test("[0.2] editor: which client it is", () => {
  judgeClient("editor", answers.editor);
});

test("[0.2] helpDesk: which client it is", () => {
  judgeClient("helpDesk", answers.helpDesk);
});

test("[0.2] dashboard: which client it is", () => {
  judgeClient("dashboard", answers.dashboard);
});

test("[0.2] kiosk: which client it is", () => {
  judgeClient("kiosk", answers.kiosk);
});

test("[0.2] nightlyReport: which client it is", () => {
  judgeClient("nightlyReport", answers.nightlyReport);
});

test("[0.2] calendar: which client it is", () => {
  judgeClient("calendar", answers.calendar);
});

test("[0.2] newsletter: which client it is", () => {
  judgeClient("newsletter", answers.newsletter);
});

test("[0.2] documents: which client it is", () => {
  judgeClient("documents", answers.documents);
});

test("[0.3] editor: what it asks for", () => {
  judgePermissions("editor", answers.editor);
});

test("[0.3] helpDesk: what it asks for", () => {
  judgePermissions("helpDesk", answers.helpDesk);
});

test("[0.3] dashboard: what it asks for", () => {
  judgePermissions("dashboard", answers.dashboard);
});

test("[0.3] kiosk: what it asks for", () => {
  judgePermissions("kiosk", answers.kiosk);
});

test("[0.3] nightlyReport: what it asks for", () => {
  judgePermissions("nightlyReport", answers.nightlyReport);
});

test("[0.3] calendar: what it asks for", () => {
  judgePermissions("calendar", answers.calendar);
});

test("[0.3] newsletter: what it asks for", () => {
  judgePermissions("newsletter", answers.newsletter);
});

test("[0.3] documents: what it asks for", () => {
  judgePermissions("documents", answers.documents);
});

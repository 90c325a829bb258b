/** On the machine at which its user is (a person or a job), or on a server that users reach over the network. */
export type Place = "local" | "remote" | "undecided";

/** Whether the program can keep a secret from the people who run it. */
export type Client = "public" | "confidential" | "undecided";

/** Permissions of Microsoft Graph, by Microsoft's names. */
export type Permission =
  | "Calendars.Read"
  | "Calendars.ReadBasic"
  | "Calendars.ReadWrite"
  | "Directory.Read.All"
  | "Files.Read"
  | "Files.Read.All"
  | "Files.ReadWrite"
  | "Mail.ReadWrite"
  | "Mail.Send"
  | "Sites.Read.All"
  | "User.Read"
  | "User.Read.All"
  | "User.ReadBasic.All"
  | "User.ReadWrite";

/** The three questions about one MCP server. */
export interface Answer {
  place: Place;
  client: Client;
  /** Delegated: on behalf of a signed-in user. Application: as the program itself, without a user. */
  permissions: { delegated: Permission[] } | { application: Permission[] };
}

function onThePersonsMachine(...delegated: Permission[]): Answer {
  return { place: "local", client: "public", permissions: { delegated } };
}

function forManyPeople(...delegated: Permission[]): Answer {
  return { place: "remote", client: "confidential", permissions: { delegated } };
}

export const answers = {
  editor: onThePersonsMachine("User.Read"),
  helpDesk: onThePersonsMachine("User.ReadBasic.All"),
  dashboard: onThePersonsMachine("User.Read"),
  kiosk: onThePersonsMachine("User.Read"),
  // No user signs in: the platform confirms what the job is.
  nightlyReport: {
    ...onThePersonsMachine(),
    client: "confidential",
    permissions: { application: ["User.ReadBasic.All"] },
  },
  calendar: forManyPeople("Calendars.ReadBasic"),
  newsletter: forManyPeople("Mail.Send"),
  documents: forManyPeople("Files.Read"),
} satisfies Record<string, Answer>;

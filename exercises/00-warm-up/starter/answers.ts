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

// TODO 0.1: place, 0.2: client, 0.3: permissions, for each of the eight servers.
export const answers = {
  // A plug-in for a code editor starts the server as a child process and talks to it over stdin and stdout.
  // Its one tool says who is signed in.
  editor: {
    place: "undecided",
    client: "undecided",
    permissions: { delegated: [] },
  },
  // A desktop program of the help desk starts the server on the same machine. A tool finds a colleague's name and
  // mail address.
  helpDesk: {
    place: "undecided",
    client: "undecided",
    permissions: { delegated: [] },
  },
  // A developer runs the server on her own laptop at http://localhost:3001, for herself: her browser
  // dashboard prefers HTTP. A tool shows her profile.
  dashboard: {
    place: "undecided",
    client: "undecided",
    permissions: { delegated: [] },
  },
  // A screen in the lobby, without keyboard or browser, runs the server. Visitors from the company sign in
  // with their phones; a tool greets them by name.
  kiosk: {
    place: "undecided",
    client: "undecided",
    permissions: { delegated: [] },
  },
  // A job in the build system starts the server over stdin and stdout at night, when no user is there. A tool
  // lists the names of all users for a report.
  nightlyReport: {
    place: "undecided",
    client: "undecided",
    permissions: { delegated: [] },
  },
  // A server for the whole company, behind https://mcp.example.com. A tool lists times and titles of the
  // appointments of the person who asks, without their texts and attachments.
  calendar: {
    place: "undecided",
    client: "undecided",
    permissions: { delegated: [] },
  },
  // The back end of a phone app. The app's users reach the server over the network; a tool sends mail in the
  // user's own name.
  newsletter: {
    place: "undecided",
    client: "undecided",
    permissions: { delegated: [] },
  },
  // A server in the cloud for several teams. A tool reads a document from the OneDrive of the person who
  // asks.
  documents: {
    place: "undecided",
    client: "undecided",
    permissions: { delegated: [] },
  },
} satisfies Record<string, Answer>;

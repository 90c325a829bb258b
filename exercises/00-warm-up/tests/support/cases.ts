/** The right answer to a case, and why other answers are wrong. */
interface Case {
  right: { place: string; client: string; kind: "delegated" | "application"; permissions: readonly string[] };
  why: {
    place: string;
    client: string;
    /** What the tool needs from Graph. */
    need: string;
    /** Why on behalf of a user, or as the program itself. */
    kind: string;
    /** By permission: why it is wrong. */
    permissions: Readonly<Record<string, string>>;
  };
}

export type CaseName =
  | "editor"
  | "helpDesk"
  | "dashboard"
  | "kiosk"
  | "nightlyReport"
  | "calendar"
  | "newsletter"
  | "documents";

const forAPerson =
  "A user is signed in, and the tool may do only what this user may do. Use delegated permissions.";
const tooWideForNames =
  "This permission reads far more than names and mail addresses. So can a thief of a token.";
const ownProfileOnly =
  "The tool shows the person's own profile. User.Read is enough for this, and for the sign-in.";

const local = (client: "public" | "confidential") => ({ place: "local", client });
const remote = { place: "remote", client: "confidential" };

export const cases: Readonly<Record<CaseName, Case>> = {
  editor: {
    right: { ...local("public"), kind: "delegated", permissions: ["User.Read"] },
    why: {
      place: "The editor starts the process on the developer's own machine.",
      client: "A person who has the machine can read the program's files, so it has no secret to keep.",
      need: ownProfileOnly,
      kind: forAPerson,
      permissions: {},
    },
  },
  helpDesk: {
    right: { ...local("public"), kind: "delegated", permissions: ["User.ReadBasic.All"] },
    why: {
      place: "The program starts the server on the computer of the person who uses it.",
      client: "A secret that is installed on every computer is no secret.",
      need: "The tool reads other people's names and addresses: their basic profiles.",
      kind: forAPerson,
      permissions: {
        "User.Read": "User.Read reaches only the signed-in person.",
        "User.Read.All": tooWideForNames,
        "Directory.Read.All": tooWideForNames,
      },
    },
  },
  dashboard: {
    right: { ...local("public"), kind: "delegated", permissions: ["User.Read"] },
    why: {
      place: "It runs on her own laptop, for herself. HTTP does not change this.",
      client:
        "She runs it, so it cannot keep a secret from her, or from a thief of the laptop. HTTP does not change this.",
      need: ownProfileOnly,
      kind: forAPerson,
      permissions: {},
    },
  },
  kiosk: {
    right: { ...local("public"), kind: "delegated", permissions: ["User.Read"] },
    why: {
      place:
        "The process runs on the machine in the lobby, at which its users stand. They do not reach it over the network.",
      client:
        "A visitor can steal a machine in a lobby. Without a keyboard, people sign in by device code, which is for public clients.",
      need: "The name is in the visitor's own profile. User.Read is enough for this.",
      kind: forAPerson,
      permissions: {
        "User.ReadBasic.All": "The tool greets visitors when they sign in. It needs only their own profiles.",
      },
    },
  },
  nightlyReport: {
    right: { ...local("confidential"), kind: "application", permissions: ["User.ReadBasic.All"] },
    why: {
      place:
        "The job starts the process on its own machine, and uses its stdin and stdout. This is local, also in a data center.",
      client:
        "No person runs this program. The build system runs it, and can give it a credential, best a federated one without a secret.",
      need: "The report contains the names of all users: their basic profiles.",
      kind: "At night, no user can sign in. The program acts as itself, with application permissions.",
      permissions: { "User.Read.All": tooWideForNames, "Directory.Read.All": tooWideForNames },
    },
  },
  calendar: {
    right: { ...remote, kind: "delegated", permissions: ["Calendars.ReadBasic"] },
    why: {
      place: "Many people reach it over the network. It runs on a server of the company.",
      client:
        "Only the company can read the server's files and memory. So the server can keep a credential, and must authenticate with it.",
      need: "Calendars.ReadBasic reads the times and the titles of appointments, without their texts and attachments.",
      kind: forAPerson,
      permissions: {
        "Calendars.Read": "Calendars.Read also reads the texts and the attachments of meetings.",
        "Calendars.ReadWrite": "The tool writes nothing.",
      },
    },
  },
  newsletter: {
    right: { ...remote, kind: "delegated", permissions: ["Mail.Send"] },
    why: {
      place: "The phones reach the server over the network.",
      client:
        "The app on the phone is a public client. The back end is another program. It runs on your machine, and can keep a credential.",
      need: "There is a separate permission to send mail.",
      kind: forAPerson,
      permissions: {
        "Mail.ReadWrite": "To send mail, the tool does not have to read or change the mailbox.",
      },
    },
  },
  documents: {
    right: { ...remote, kind: "delegated", permissions: ["Files.Read"] },
    why: {
      place: "Several teams reach it over the network.",
      client:
        "Only you can read its memory, which holds many users' tokens. So it has to authenticate with a credential.",
      need: "The document is in the person's own OneDrive. The tool reads it, and does not change it.",
      kind: forAPerson,
      permissions: {
        "Files.Read.All": "Files.Read.All also reads each file that other people share with the person.",
        "Files.ReadWrite": "The tool writes nothing.",
        "Sites.Read.All": "Sites.Read.All reads all sites.",
      },
    },
  },
};

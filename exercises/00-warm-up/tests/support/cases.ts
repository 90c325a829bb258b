/** What is right for a case, and why the other answers are not. */
interface Case {
  right: { place: string; client: string; kind: "delegated" | "application"; permissions: readonly string[] };
  why: {
    place: string;
    client: string;
    /** What the tool needs from Graph. */
    need: string;
    /** Why as a person, or as itself. */
    kind: string;
    /** By permission: why it is not the one. */
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
  "A user is signed in, and the tool may do no more than this user may: delegated permissions.";
const tooWideForNames = "That reads far more than names and mail addresses, and a stolen token reads it too.";
const ownProfileOnly =
  "The tool shows the person's own profile, which User.Read covers; signing in needs nothing more.";

const local = (client: "public" | "confidential") => ({ place: "local", client });
const remote = { place: "remote", client: "confidential" };

export const cases: Readonly<Record<CaseName, Case>> = {
  editor: {
    right: { ...local("public"), kind: "delegated", permissions: ["User.Read"] },
    why: {
      place: "The editor starts the process beside itself, on the developer's own machine.",
      client: "A person who has the machine can read the program's files, so it has no secret to keep.",
      need: ownProfileOnly,
      kind: forAPerson,
      permissions: {},
    },
  },
  helpDesk: {
    right: { ...local("public"), kind: "delegated", permissions: ["User.ReadBasic.All"] },
    why: {
      place: "The program starts the server beside itself, on the desk of the person who uses it.",
      client: "A secret that is installed on every desk is no secret.",
      need: "The tool reads other people's names and addresses: their basic profile.",
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
      place: "HTTP or not: it runs on her own laptop, for herself.",
      client:
        "She runs it, so it cannot keep a secret from her, or from a thief of the laptop. HTTP changes nothing about that.",
      need: ownProfileOnly,
      kind: forAPerson,
      permissions: {},
    },
  },
  kiosk: {
    right: { ...local("public"), kind: "delegated", permissions: ["User.Read"] },
    why: {
      place: "The process runs in the lobby, on the machine that visitors stand in front of.",
      client:
        "A visitor can steal a machine in a lobby. Without a keyboard, people sign in by device code, which is for public clients.",
      need: "Their name is in the visitors' own profile, which User.Read covers.",
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
        "The job starts the process beside itself and talks to it over stdin and stdout: that is local, wherever the runner stands.",
      client:
        "No person runs this program: the build system does, which gives it a credential (best of all a federated one, without a secret).",
      need: "The report holds names: the basic profile of everybody.",
      kind: "At night no user is there to sign in: the program acts as itself, with application permissions.",
      permissions: { "User.Read.All": tooWideForNames, "Directory.Read.All": tooWideForNames },
    },
  },
  calendar: {
    right: { ...remote, kind: "delegated", permissions: ["Calendars.ReadBasic"] },
    why: {
      place: "Many people reach it over the network; it runs on a server of the company's.",
      client:
        "Only the company can read the server's files and memory, so it can keep a credential, and must prove itself with it.",
      need: "Calendars.ReadBasic reads the times and the titles of appointments, without their texts and attachments.",
      kind: forAPerson,
      permissions: {
        "Calendars.Read":
          "Calendars.Read also hands out the texts and the attachments of the meetings; a smaller one exists.",
        "Calendars.ReadWrite": "Nothing is written here.",
      },
    },
  },
  newsletter: {
    right: { ...remote, kind: "delegated", permissions: ["Mail.Send"] },
    why: {
      place: "The phones are elsewhere: the server is reached over the network.",
      client:
        "The app on the phone is public; the back end is another program, on a machine of yours, and can keep a credential.",
      need: "Sending mail is a permission of its own.",
      kind: forAPerson,
      permissions: {
        "Mail.ReadWrite": "Sending needs neither to read the mailbox nor to change what is in it.",
      },
    },
  },
  documents: {
    right: { ...remote, kind: "delegated", permissions: ["Files.Read"] },
    why: {
      place: "Several teams reach it over the network.",
      client:
        "It runs where only you can read its memory, and many people's tokens are in there: it has to prove itself.",
      need: "The document lies in the person's own OneDrive and is read, not changed.",
      kind: forAPerson,
      permissions: {
        "Files.Read.All": "Files.Read.All reaches everything that was ever shared with the person.",
        "Files.ReadWrite": "Nothing is written here.",
        "Sites.Read.All": "Sites.Read.All reaches all sites; the document is in the person's OneDrive.",
      },
    },
  },
};

import type { MailMessage } from "../graph/mail-message.ts";

/** A message that Graph accepted. It goes nowhere. */
export interface SentMail {
  /** User principal name of the mailbox. */
  from: string;
  /** ISO 8601, by the mock's clock. */
  sentAt: string;
  /** The application that sent it. */
  appId: string;
  /** As it was posted. */
  message: MailMessage;
}

export interface SentMails {
  /** Oldest first; the last 1000. */
  entries(): readonly SentMail[];
  add(mail: SentMail): void;
  clear(): void;
}

const limit = 1000;

export function createSentMails(): SentMails {
  const mails: SentMail[] = [];
  return {
    entries: () => [...mails],
    add: (mail) => {
      mails.push(mail);
      if (mails.length > limit) mails.shift();
    },
    clear: () => {
      mails.length = 0;
    },
  };
}

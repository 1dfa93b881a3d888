/** What `verdicts.ts` and the thread that it starts say to each other. */
import type { MailVerdicts } from '#contract/desk-mails.ts';

export interface Checked {
  readonly raw: Uint8Array;
  /** Where it came from; undefined: what the mail server in front wrote at its top is believed. */
  readonly ip: string | undefined;
  readonly helo: string;
  /** Of the envelope. */
  readonly sender: string;
  /** As this server calls itself. */
  readonly name: string;
}

export interface Asking {
  readonly id: number;
  readonly name: string;
  readonly kind: string;
}

export type Said = Asking | { readonly verdicts: MailVerdicts };

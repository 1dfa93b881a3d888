/** Why a mail waits, and for how long. */
import type { JSX } from 'react';
import { HELD_FOR, type HeldFor } from '#contract/desk-mails.ts';
import { Chip } from '#parts/chip.tsx';
import { DAY_MS } from '#sync/clock.ts';
import { useServerMinute } from '#view/desk-cases.ts';
import type { HeldMail } from '#view/desk-mails.ts';

/** In a word or two; the sentence stands with the mail. */
export const SHORT_WORDS: Readonly<Record<HeldFor | 'unread', string>> = {
  automatic: 'Sent by a program',
  'own-address': 'From the desk itself',
  nobody: 'Without a sender',
  stranger: 'Answer of a stranger',
  forged: 'Forged answer',
  unproven: 'Answer in another’s name',
  closed: 'To a closed case',
  dmarc: 'Sender not proven',
  unread: 'Not read yet',
};

export const whyHeld = (why: HeldMail['heldFor']): string =>
  why === 'unread' ? 'No program could read it so far. Save it, and look at it elsewhere.' : HELD_FOR[why];

/** How long it waits; a day is long, two are too long. */
export function Age({ of: { receivedAt } }: { of: Pick<HeldMail, 'receivedAt'> }): JSX.Element {
  const waitedMs = useServerMinute() - Date.parse(receivedAt);
  const tone = waitedMs > 2 * DAY_MS ? 'bad' : waitedMs > DAY_MS ? 'warn' : 'plain';
  return <Chip tone={tone}>{`waits ${agoInWords(waitedMs)}`}</Chip>;
}

const HOUR_MS = DAY_MS / 24;

const agoInWords = (ms: number): string => {
  const hours = Math.floor(ms / HOUR_MS);
  if (hours < 1) return 'less than an hour';
  if (hours < 48) return hours === 1 ? '1 hour' : `${hours} hours`;
  return `${Math.floor(hours / 24)} days`;
};

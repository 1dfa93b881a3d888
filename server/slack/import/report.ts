import type { Gap } from '../export-format/export-format.ts';

/** What came in, by kind. */
export interface Counts {
  readonly membersAdded: number;
  /** Who was a member already, found by the e-mail address. */
  readonly membersMatched: number;
  /** Bots and strangers that messages name and the export's list of members does not. */
  readonly membersWithoutRecord: number;
  readonly channels: number;
  readonly conversations: number;
  readonly messages: number;
  readonly replies: number;
  readonly notes: number;
  readonly reactions: number;
  readonly edits: number;
  readonly files: number;
  /** Found in place, from an import before. */
  readonly alreadyThere: number;
}

export const NOTHING: Counts = {
  membersAdded: 0,
  membersMatched: 0,
  membersWithoutRecord: 0,
  channels: 0,
  conversations: 0,
  messages: 0,
  replies: 0,
  notes: 0,
  reactions: 0,
  edits: 0,
  files: 0,
  alreadyThere: 0,
};

/** Something that was not carried over, or not as it was: the reader's gaps and the import's own. */
export interface Remark {
  readonly what: Gap | ImportGap;
  readonly where: string;
  readonly name?: string;
}

type ImportGap =
  | 'administrator-as-member' // rights do not come from a file; an owner gives them again
  | 'handle-changed' // taken, or not usable here; `name` is the new one
  | 'strangers-together' // more people without a record than are kept apart
  | 'email-not-kept' // no usable address
  | 'channel-renamed' // its name was taken, or not usable here; `name` is the new one
  | 'conversation-without-people' // a private channel that nobody is in holds what was said there
  | 'topic-shortened'
  | 'text-split' // longer than a message may be: it goes on in the messages right after it
  | 'text-shortened' // as above, and there was no room before the next message
  | 'time-impossible' // not a time in the past; the message is not carried
  | 'place-taken' // another message stands at this very time; the message is not carried
  | 'thread-without-root' // a deleted message stands where the thread's first one was
  | 'edit-without-message'
  | 'deleted-message' // a deletion log keeps what somebody deleted; it stays deleted
  | 'pin-not-carried'
  | 'file-gone' // deleted at Slack, or withheld; the name stands in the message
  | 'upload-not-carried' // bytes that the ZIP holds
  | 'reaction-not-usable';

/** Of so many remarks each is kept; of the others only how many there were of each kind. */
const remarksMax = 500;
const quotedCharactersMax = 120;

/** The export's own words, bounded, and without what a terminal would obey. */
const quoted = (text: string): string =>
  text
    .slice(0, quotedCharactersMax)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');

export interface Tally {
  readonly counts: Counts;
  readonly remarkCounts: Readonly<Record<string, number>>;
  readonly remarks: readonly Remark[];
}

export const EMPTY: Tally = { counts: NOTHING, remarkCounts: {}, remarks: [] };

export function tallied(tally: Tally, more: Partial<Counts>, remarks: readonly Remark[]): Tally {
  const counts: Record<string, number> = { ...tally.counts };
  for (const [kind, number] of Object.entries(more)) counts[kind] = (counts[kind] ?? 0) + number;
  const remarkCounts = { ...tally.remarkCounts };
  for (const { what } of remarks) remarkCounts[what] = (remarkCounts[what] ?? 0) + 1;
  const kept = remarks.slice(0, Math.max(0, remarksMax - tally.remarks.length)).map(
    ({ what, where, name }): Remark => ({
      what,
      where: quoted(where),
      ...(name === undefined ? {} : { name: quoted(name) }),
    }),
  );
  return { counts: counts as unknown as Counts, remarkCounts, remarks: [...tally.remarks, ...kept] };
}

export interface ImportReport extends Tally {
  readonly id: string;
  /** SHA-256 of the ZIP, in hexadecimal. */
  readonly digest: string;
  /** `already-imported`: this very file was imported before, and nothing was changed now. */
  readonly outcome: 'imported' | 'already-imported';
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** The report as lines for a terminal. */
export function reportLines(report: ImportReport): string[] {
  const { counts, remarkCounts, remarks } = report;
  const heading =
    report.outcome === 'imported'
      ? 'The export is imported.'
      : 'This very file was imported before; nothing was changed. What came in then:';
  const kinds = Object.entries(remarkCounts).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const total = kinds.reduce((sum, [, number]) => sum + number, 0);
  return [
    heading,
    `  members        ${counts.membersAdded} added, ${counts.membersMatched} found by their e-mail address, ` +
      `${counts.membersWithoutRecord} without a record in the export`,
    `  channels       ${counts.channels}, direct and group conversations ${counts.conversations}`,
    `  messages       ${counts.messages}, of them ${counts.replies} replies; ${counts.notes} notes`,
    `  on messages    ${counts.reactions} reactions, ${counts.edits} earlier texts, ${counts.files} file references`,
    ...(counts.alreadyThere > 0 ? [`  already there  ${counts.alreadyThere} messages`] : []),
    ...(total === 0 ? ['Everything was understood.'] : [`Not carried over, or not as it was: ${total}`]),
    ...kinds.map(([what, number]) => `  ${what}: ${number}`),
    ...remarks.map(({ what, where, name }) => `    ${what} at ${where}${name === undefined ? '' : ` (${name})`}`),
    ...(total > remarks.length ? [`    … and ${total - remarks.length} more`] : []),
  ];
}

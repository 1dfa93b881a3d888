import type { Message, NotUnderstood, Revision, SlackExport } from '../export-format/export-format.ts';

type Entry = Message | Revision;

/** Consecutive entries of one conversation. */
export interface Slice {
  readonly conversation: number;
  /** How many entries of the conversation come before. */
  readonly from: number;
  readonly entries: readonly Read[];
  /** Nothing of the conversation comes after. */
  readonly isLast: boolean;
}

export interface Read {
  readonly entry: Entry | NotUnderstood;
  /** The time of the next message of the conversation. */
  readonly next: bigint | undefined;
}

const entriesMax = 500;
const charactersMax = 4 * 1024 * 1024;
const conversationsMax = 50;

/** What one transaction takes in: slices of as many conversations as fit, beginning where an earlier run ended. */
export async function* slicesOf(
  slack: SlackExport,
  start: { readonly conversation: number; readonly entries: number },
): AsyncGenerator<Slice[]> {
  let batch: Slice[] = [];
  let entries: Read[] = [];
  let [taken, characters] = [0, 0];
  for (let conversation = start.conversation; conversation < slack.conversations.length; conversation++) {
    const record = slack.conversations[conversation];
    if (!record) throw new Error('A conversation of the export is missing from its list.');
    let from = conversation === start.conversation ? start.entries : 0;
    let skip = from;
    for await (const read of withNext(slack.messages(record))) {
      if (skip-- > 0) continue;
      if (taken >= entriesMax || characters >= charactersMax) {
        yield [...batch, { conversation, from, entries, isLast: false }];
        from += entries.length;
        [batch, entries, taken, characters] = [[], [], 0, 0];
      }
      entries.push(read);
      taken += 1;
      characters += charactersOf(read.entry);
    }
    batch.push({ conversation, from, entries, isLast: true });
    entries = [];
    if (batch.length >= conversationsMax) {
      yield batch;
      [batch, taken, characters] = [[], 0, 0];
    }
  }
  if (batch.length > 0) yield batch;
}

const charactersOf = (entry: Entry | NotUnderstood): number => {
  if (entry.kind === 'message') return entry.text.length;
  return entry.kind === 'not-understood' ? 0 : entry.previousText.length;
};

/** What was not understood goes ahead, so that only messages and their revisions wait for the next message. */
async function* withNext(entries: AsyncIterable<Entry | NotUnderstood>): AsyncGenerator<Read> {
  let held: Entry[] = [];
  for await (const entry of entries) {
    if (entry.kind === 'not-understood') {
      yield { entry, next: undefined };
      continue;
    }
    if (entry.kind === 'message') {
      for (const before of held) yield { entry: before, next: entry.ts };
      held = [];
    }
    held.push(entry);
  }
  for (const last of held) yield { entry: last, next: undefined };
}

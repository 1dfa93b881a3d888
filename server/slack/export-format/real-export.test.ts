import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fromBuffer, type ZipFile } from 'yauzl';
import { type Message, markdownFromMrkdwn, openSlackExport } from './export-format.ts';

/** It lies beside the repository where it may be used; it holds the words of people and is never committed. */
const repository = join(import.meta.dirname, '../../..');
const shared = [
  process.env.WARDROOM_SHARED_DATA,
  join(repository, '../shared/data'),
  join(repository, '../../shared/data'),
];
const path = shared
  .filter((folder) => folder !== undefined)
  .map((folder) => join(folder, 'slack-exports/houstondatavis-2016.zip'))
  .find(existsSync);
const skip = path === undefined && 'The real export is not on this machine; see WARDROOM_SHARED_DATA.';

interface Raw {
  ts: string;
  subtype?: string;
  edited?: object;
  reactions?: { users: string[] }[];
  file?: object;
}

/** The days by their path, read without any of the code under test. */
async function rawDays(): Promise<Map<string, Raw[]>> {
  const bytes = await readFile(path ?? '');
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const days = new Map<string, Raw[]>();
  for await (const entry of zip.eachEntry()) {
    if (!/\/.+\.json$/.test(entry.fileName)) continue;
    const pieces: Buffer[] = [];
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
    days.set(entry.fileName, JSON.parse(Buffer.concat(pieces).toString('utf8')) as Raw[]);
  }
  return days;
}

const counted = (keys: string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const key of keys.toSorted()) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
};

/** What became of each subtype that this export holds. */
const shownAs: Record<string, string> = {
  'no subtype': 'post',
  file_share: 'post',
  file_comment: 'post',
  channel_join: 'joined',
  channel_leave: 'left',
  channel_topic: 'topic-set',
  channel_purpose: 'purpose-set',
  channel_name: 'renamed',
  channel_archive: 'archived',
  pinned_item: 'pinned',
  bot_add: 'notice',
};

test('a real export of 2016 is read whole, and its counts are those of its files', { skip }, async (t) => {
  const slack = await openSlackExport(path ?? '');
  t.after(slack.close);
  assert.equal(slack.members.length, 71);
  assert.equal(slack.conversations.length, 16);
  assert.deepEqual(
    slack.notUnderstood.map(({ what, where }) => [what, where]),
    [
      ['unknown-file', 'README.md'],
      ['file-not-carried', 'integration_logs.json'],
    ],
  );
  const byChannel = new Map<string, Message[]>();
  for (const conversation of slack.conversations) {
    const messages: Message[] = [];
    for await (const entry of slack.messages(conversation)) {
      assert.equal(entry.kind, 'message');
      if (entry.kind === 'message') messages.push(entry);
    }
    byChannel.set(conversation.name, messages);
  }
  const raw = await rawDays();
  const rawMessages = [...raw.values()].flat();
  const messages = [...byChannel.values()].flat();
  assert.equal(messages.length, 1382);
  assert.deepEqual(
    counted(messages.map(({ form, system }) => system?.event ?? form)),
    counted(rawMessages.map(({ subtype }) => shownAs[subtype ?? 'no subtype'] ?? 'unexpected')),
  );
  assert.deepEqual(
    counted([...byChannel].flatMap(([channel, ofChannel]) => ofChannel.map(() => channel))),
    counted([...raw].flatMap(([day, ofDay]) => ofDay.map(() => day.slice(0, day.indexOf('/'))))),
  );
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  assert.equal(messages.filter(({ edited }) => edited).length, rawMessages.filter(({ edited }) => edited).length);
  assert.equal(sum(messages.map(({ files }) => files.length)), rawMessages.filter(({ file }) => file).length);
  assert.equal(
    sum(messages.flatMap(({ reactions }) => reactions.map(({ users }) => users.length))),
    sum(rawMessages.flatMap(({ reactions }) => (reactions ?? []).map(({ users }) => users.length))),
  );
  for (const ofChannel of byChannel.values()) {
    for (const [at, message] of ofChannel.entries()) assert.ok(message.ts > (ofChannel[at - 1]?.ts ?? 0n));
  }
});

test('the text of a real export leaves no Slack markup behind', { skip }, async (t) => {
  const slack = await openSlackExport(path ?? '');
  t.after(slack.close);
  const ids = new Set(slack.members.map(({ id }) => id));
  const names = { member: (id: string) => (ids.has(id) ? id : undefined), channel: (id: string) => id };
  for (const conversation of slack.conversations) {
    for await (const entry of slack.messages(conversation)) {
      if (entry.kind !== 'message') continue;
      const markdown = markdownFromMrkdwn(entry.text, names);
      assert.doesNotMatch(markdown, /&(?:lt|gt);|(?<!\\)<[^>]*\|/);
      assert.doesNotMatch(markdown, /<@(?!U[A-Z0-9]+>)/);
    }
  }
});

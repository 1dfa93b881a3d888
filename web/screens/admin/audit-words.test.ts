import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { hasWords, kindInWords, namedIn, namelessWords } from './audit-words.ts';

/** Written in the same way, in files that write entries, and none: permissions, facts of the stream, and the like. */
const noEntries = new Set(
  (
    'channels.browse channels.manage contacts.read emoji.manage invitations.manage members.manage messages.moderate ' +
    'owners.manage workspace.manage channel.listed channel.opened device.first-seen guest.expiring membership.began ' +
    'message.cards-changed message.files-changed message.linked message.posted messages.posted status.changed ' +
    'emails.value members.value desk.changed desk-security-text.ending desk-webhook.due desk.activity desk.test ' +
    'desk-link.asked desk-letter.wanted'
  ).split(' '),
);

test('every kind that the server logs has words that somebody has looked at', () => {
  const kinds = new Set<string>();
  // The log of operators is one of its own, in their console.
  for (const file of globSync('server/!(operators)/**/*.ts', { cwd: process.cwd() })) {
    const text = readFileSync(file, 'utf8');
    if (file.endsWith('.test.ts') || !/\baudit\(/.test(text)) continue;
    for (const [, kind = ''] of text.matchAll(/'([a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*)'/g)) kinds.add(kind);
  }
  assert.ok(kinds.size > 80, 'the source is read');
  const isUnread = (kind: string): boolean => !hasWords(kind) && !noEntries.has(kind);
  assert.deepEqual([...kinds].filter(isUnread), []);
  assert.deepEqual(
    [...noEntries].filter((kind) => hasWords(kind) || !kinds.has(kind)),
    [],
  );
  for (const kind of kinds) assert.match(kindInWords(kind), /^[A-Z][^._]+$/, kind);
  assert.equal(kindInWords('channel.archived'), 'Channel archived');
  assert.equal(kindInWords('sso.provider-added'), 'Single sign-on provider added');
});

test('a kind that nobody has looked at is shown as well as it can be', () => {
  assert.deepEqual(['lamp.lit', 'channel.flooded', 'channel'].filter(hasWords), []);
  assert.equal(kindInWords('channel.flooded-by-tide'), 'Channel flooded by tide');
});

test('who and what has no name is told by what it is', () => {
  const words = (text: string): string => namelessWords(namedIn(text));
  assert.equal(words('operator'), 'The operator, at the server');
  assert.equal(words('session:0198f2c1-7a3b-7c4d-8e5f-0123456789ab'), 'a session');
  assert.equal(words('invitation:0198f2c1-7a3b-7c4d-8e5f-0123456789ab'), 'an invitation');
  assert.equal(words('emoji:larch-on'), ':larch-on:');
});

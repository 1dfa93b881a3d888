import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Problem } from '#platform/problem.ts';
import {
  channel,
  type ExportFiles,
  modernExport,
  person,
  post,
  smallestExport,
  zipOf,
} from '../testing/synthetic-export.ts';
import {
  type Conversation,
  type Message,
  markdownFromMrkdwn,
  type NotUnderstood,
  openSlackExport,
  type Revision,
  type SlackExport,
} from './export-format.ts';

async function opened(t: TestContext, files: ExportFiles): Promise<SlackExport> {
  const folder = await mkdtemp(join(tmpdir(), 'slack-export-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'export.zip');
  await writeFile(path, await zipOf(files));
  const slack = await openSlackExport(path);
  t.after(slack.close);
  return slack;
}

function conversation(slack: SlackExport, id: string): Conversation {
  const found = slack.conversations.find((one) => one.id === id);
  assert.ok(found, id);
  return found;
}

async function read(slack: SlackExport, id = 'CGENERAL1') {
  const messages: Message[] = [];
  const revisions: Revision[] = [];
  const gaps: NotUnderstood[] = [];
  for await (const entry of slack.messages(conversation(slack, id))) {
    if (entry.kind === 'message') messages.push(entry);
    else if (entry.kind === 'not-understood') gaps.push(entry);
    else revisions.push(entry);
  }
  return { messages, revisions, gaps };
}

const general = (...messages: unknown[]): ExportFiles => ({ ...smallestExport(), 'general/2024-01-02.json': messages });
const whats = (gaps: readonly NotUnderstood[]) => gaps.map(({ what, name }) => (name ? `${what} ${name}` : what));
const refused = (code: string, detail: object) => (error: unknown) => {
  assert.ok(error instanceof Problem);
  assert.partialDeepStrictEqual({ code: error.code, detail: error.detail }, { code, detail });
  return true;
};

test('members keep what they were: roles, guests, bots, apps, who left and who has no address', async (t) => {
  const { members } = await opened(t, modernExport());
  assert.deepEqual(
    members.map(({ handle, kind, role, deleted }) => [handle, kind, role, ...(deleted ? ['deleted'] : [])].join(' ')),
    [
      'ada person primary-owner',
      'bob person admin',
      'gus person guest',
      'una person single-channel-guest',
      'gone person member deleted',
      'robot bot member',
      'app app member',
      'flow workflow member',
      'slackbot slackbot member',
    ],
  );
  assert.equal(members.find((member) => member.handle === 'gone')?.email, undefined);
  assert.equal(members.find((member) => member.handle === 'robot')?.botId, 'BROBOT001');
});

test('conversations of all kinds have their members, topic, pins and state', async (t) => {
  const slack = await opened(t, modernExport());
  assert.deepEqual(
    slack.conversations.map(({ kind, name, memberIds, archived }) => [kind, name, memberIds.length, archived]),
    [
      ['public-channel', 'general', 3, false],
      ['public-channel', 'old-news', 1, true],
      ['private-channel', 'secret', 2, false],
      ['group-message', 'mpdm-ada--bob--gus-1', 3, false],
      ['direct-message', '', 2, false],
      ['direct-message', '', 1, false],
    ],
  );
  const { general, topic, pins, createdAt, purpose } = conversation(slack, 'CGENERAL1');
  assert.equal(general, true);
  assert.deepEqual(topic, { value: 'Talk &amp; plans', by: 'UADA00001', at: new Date(1_700_000_100_000) });
  assert.deepEqual(purpose, { value: '', by: undefined, at: undefined });
  assert.deepEqual(pins, [{ ts: 1_700_000_000_000_100n, by: 'UBOB00002', at: new Date(1_700_000_200_000) }]);
  assert.deepEqual(createdAt, new Date(1_700_000_000_000));
  for (const id of ['CSECRET03', 'CGROUP004', 'DADABOB05', 'DADASELF6']) {
    assert.equal((await read(slack, id)).messages.length, 1, id);
  }
});

test('a message has its author, thread, edit, reactions and text', async (t) => {
  const { messages } = await read(await opened(t, modernExport()));
  const [root, reply, broadcast] = messages;
  assert.equal(root?.ts, 1_700_000_000_000_100n);
  assert.equal(root?.threadTs, undefined);
  assert.deepEqual(root?.edited, { by: 'UADA00001', at: 1_700_000_005_000_000n });
  assert.deepEqual(root?.reactions, [{ name: '+1::skin-tone-2', users: ['UBOB00002', 'UGUEST003'] }]);
  assert.equal(
    markdownFromMrkdwn(root?.text ?? '', { member: () => 'UNEW', channel: () => undefined }),
    'Hello <@UNEW>, see [this](https://example.invalid/?a=1&b=2) \\<now>',
  );
  assert.deepEqual([reply?.threadTs, reply?.broadcast], [root?.ts, false]);
  assert.deepEqual([broadcast?.threadTs, broadcast?.broadcast], [root?.ts, true]);
});

test('what bots say is read from where they say it', async (t) => {
  const { messages } = await read(await opened(t, modernExport()));
  const hook = messages.find((message) => message.bot?.id === 'BHOOK0001');
  assert.equal(hook?.user, undefined);
  assert.equal(hook?.bot?.name, 'deploy');
  assert.equal(hook?.text, '<https://ci.example.invalid/7|Build 7>\npassed\nTime: 3 s');
  assert.equal(messages.find((message) => message.user === 'UROBOT006')?.bot?.name, 'Robot');
});

test('files are named with what became of their bytes, and bytes in the ZIP are found', async (t) => {
  const slack = await opened(t, modernExport());
  const files = (await read(slack)).messages.flatMap((message) => message.files);
  assert.deepEqual(
    files.map(({ id, mode }) => `${id} ${mode}`),
    ['FPICTURE1 hosted', 'FGONE0002 deleted', 'FLIMIT003 hidden-by-limit', 'FDOC00004 external'],
  );
  assert.deepEqual(slack.uploads.get('FPICTURE1'), { path: '__uploads/FPICTURE1/cat.png', name: 'cat.png', bytes: 16 });
});

test('joins, actions, tombstones and logs of edits are told apart', async (t) => {
  const { messages, revisions } = await read(await opened(t, modernExport()));
  assert.deepEqual(messages.find(({ form }) => form === 'system')?.system, { event: 'joined', inviter: 'UADA00001' });
  assert.equal(messages.find(({ form }) => form === 'action')?.text, 'waves');
  assert.equal(messages.find(({ form }) => form === 'tombstone')?.user, 'USLACKBOT');
  assert.deepEqual(
    revisions.map(({ kind, of, by, previousText }) => ({ kind, of, by, previousText })),
    [
      { kind: 'edited', of: 1_700_000_000_000_100n, by: 'UADA00001', previousText: 'Helo' },
      { kind: 'deleted', of: 1_700_000_095_000_100n, by: undefined, previousText: 'Regretted' },
    ],
  );
});

test('someone without a member record is named once in each conversation', async (t) => {
  const slack = await opened(t, modernExport());
  const { messages, gaps } = await read(slack);
  assert.deepEqual(whats(gaps), ['id-without-member UELSEWHERE']);
  assert.equal(messages.at(-1)?.authorName, 'pat');
  const stranger = {
    ...smallestExport(),
    'channels.json': [channel('CGENERAL1', 'general', ['UADA00001', 'UGHOST001'])],
  };
  assert.deepEqual(whats((await opened(t, stranger)).notUnderstood), ['id-without-member UGHOST001']);
});

test('messages come in the order of their timestamps, whatever zone the days are named in', async (t) => {
  const files = {
    ...smallestExport(),
    // 1704153600 is midnight at the beginning of 2 January 2024 in UTC.
    'general/2024-01-02.json': [
      post('1704153605.000002', 'UADA00001', '3'),
      post('1704153601.000001', 'UADA00001', '1'),
    ],
    'general/2024-01-01.json': [
      post('1704153603.000001', 'UADA00001', '2'),
      post('1704103603.000001', 'UADA00001', '0'),
    ],
  };
  const { messages, gaps } = await read(await opened(t, files));
  assert.deepEqual([messages.map(({ text }) => text), gaps], [['0', '1', '2', '3'], []]);
});

test('a message that is repeated or stands far from its day is reported', async (t) => {
  const files = {
    ...general(post('1704153605.000002', 'UADA00001', 'a'), post('1704153605.000002', 'UADA00001', 'b')),
    'general/2024-01-09.json': [post('1704153601.000001', 'UADA00001', 'late')],
  };
  const { messages, gaps } = await read(await opened(t, files));
  assert.deepEqual(
    messages.map(({ text }) => text),
    ['a'],
  );
  assert.deepEqual(whats(gaps), ['message-repeated 1704153605.000002', 'message-out-of-order 1704153601.000001']);
});

test('the files, comments and authors of old exports are understood', async (t) => {
  const file = {
    id: 'FOLD00001',
    name: 'plan.pdf',
    mode: 'hosted',
    size: 5,
    url_private: 'https://files.example.invalid/1',
  };
  const { messages, gaps } = await read(
    await opened(
      t,
      general(
        {
          type: 'message',
          subtype: 'file_share',
          upload: true,
          user: 'UADA00001',
          ts: '1704153601.000001',
          text: 'x',
          file,
          bot_id: null,
        },
        {
          type: 'message',
          subtype: 'file_comment',
          ts: '1704153602.000001',
          text: '',
          file,
          comment: { user: 'UADA00001', comment: 'fine' },
        },
      ),
    ),
  );
  assert.deepEqual(
    messages.map(({ user, text, files, bot }) => [user, text, files[0]?.id, bot]),
    [
      ['UADA00001', 'x', 'FOLD00001', undefined],
      ['UADA00001', 'fine', 'FOLD00001', undefined],
    ],
  );
  assert.deepEqual(gaps, []);
});

test('what a message says that is not understood is reported, and the rest of it is kept', async (t) => {
  const { messages, gaps } = await read(
    await opened(
      t,
      general(
        post('1704153601.000001', 'UADA00001', 'kept', { subtype: 'telepathy' }),
        { type: 'message', ts: '1704153602.000001', text: 'by nobody' },
        post('1704153603.000001', 'UADA00001', '', { is_hidden_by_limit: 1 }),
        post('1704153604.000001', 'UADA00001', '', { blocks: [{ type: 'image' }] }),
        { type: 'message', subtype: 'message_changed', ts: '1704153605.000001' },
        { type: 'message', text: 'no time', user: 'UADA00001' },
        post('1704153606.000001', 'UADA00001', 'wrong', { reactions: 'many' }),
        'no record at all',
      ),
    ),
  );
  assert.deepEqual(
    messages.map(({ text }) => text),
    ['kept', 'by nobody', '', ''],
  );
  assert.deepEqual(whats(gaps), [
    'unknown-subtype telepathy',
    'message-without-author',
    'message-hidden-by-limit',
    'message-content',
    'edit-log message_changed',
    'message-record',
    'message-record',
    'message-record',
  ]);
  assert.equal(gaps[0]?.where, 'general/2024-01-02.json#0');
});

test('a day that breaks off costs the rest of that day only', async (t) => {
  const files = {
    ...smallestExport(),
    'general/2024-01-02.json': `[${JSON.stringify(post('1704153601.000001', 'UADA00001', 'read'))},{"ts":`,
    'general/2024-01-03.json': [post('1704253601.000001', 'UADA00001', 'next')],
  };
  const { messages, gaps } = await read(await opened(t, files));
  assert.deepEqual(
    messages.map(({ text }) => text),
    ['read', 'next'],
  );
  assert.deepEqual(gaps, [{ kind: 'not-understood', where: 'general/2024-01-02.json#1', what: 'day' }]);
});

test('everything in the ZIP that has no place is named', async (t) => {
  const { notUnderstood } = await opened(t, {
    'users.json': [person('UADA00001', 'ada'), person('UADA00001', 'twin'), { name: 'without an id' }],
    'channels.json': [
      channel('CGENERAL1', 'general', ['UADA00001'], { pins: [{ id: 'F1', type: 'F' }] }),
      channel('CCLONE002', 'general', []),
      { name: 'without an id' },
    ],
    'integration_logs.json': [],
    'notes.txt': 'x',
    'general/2024-01-02.json': [],
    'general/extra.json': [],
    'general/2024-13-45.json': [],
    'nobody-knows/2024-01-02.json': [],
    'FC:F123:plan/2024-01-02.json': [],
  });
  assert.deepEqual(notUnderstood.map(({ where, what }) => `${what} ${where}`).sort(), [
    'conversation-record channels.json#2',
    'file-conversation FC:F123:plan',
    'file-not-carried integration_logs.json',
    'folder-shared channels.json#1',
    'folder-without-conversation nobody-knows',
    'member-record users.json#1',
    'member-record users.json#2',
    'pin channels.json#0',
    'unknown-file general/2024-13-45.json',
    'unknown-file general/extra.json',
    'unknown-file notes.txt',
  ]);
});

test('the export of an organisation names its members in another list', async (t) => {
  const { 'users.json': users, ...rest } = smallestExport();
  assert.equal((await opened(t, { ...rest, 'org_users.json': users })).members.length, 1);
});

test('names that JavaScript knows otherwise are ordinary names', async (t) => {
  const slack = await opened(t, {
    'users.json': [person('UADA00001', '__proto__')],
    'channels.json': [channel('CGENERAL1', '__proto__', ['UADA00001']), channel('CTWO00002', 'constructor', [])],
    '__proto__/2024-01-02.json': '[{"__proto__":{"text":"x"},"ts":"1704153601.000001","user":"UADA00001","text":"y"}]',
  });
  assert.deepEqual(
    (await read(slack)).messages.map(({ text }) => text),
    ['y'],
  );
});

test('a ZIP without the lists of an export is refused', async (t) => {
  await assert.rejects(opened(t, { 'a.txt': 'x' }), refused('slack/export-not-slack', { missing: 'users.json' }));
  await assert.rejects(
    opened(t, { 'users.json': [] }),
    refused('slack/export-not-slack', { missing: 'channels.json' }),
  );
});

test('an export whose lists cannot be read is refused', async (t) => {
  for (const file of ['users.json', 'channels.json', 'groups.json', 'dms.json']) {
    await assert.rejects(
      opened(t, { ...smallestExport(), [file]: '[{"id":' }),
      refused('slack/export-unreadable', { file }),
    );
  }
});

test('a damaged day refuses the export before anything of it is handed out', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'slack-export-'));
  t.after(() => rm(folder, { recursive: true }));
  const bytes = await zipOf({
    ...smallestExport(),
    'general/2024-01-02.json': [post('1704153601.000001', 'UADA00001', 'x')],
  });
  const name = 'general/2024-01-02.json';
  const at = bytes.indexOf(name) + name.length + 4;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
  const path = join(folder, 'export.zip');
  await writeFile(path, bytes);
  await assert.rejects(openSlackExport(path), refused('slack/export-damaged', { entry: 3 }));
});

/** Builds exports for tests: a small workspace in which everything that today's exports hold occurs at least once. */
import { ZipFile } from 'yazl';

/** Paths inside the ZIP; bytes and text stand as they are, anything else is written as JSON. */
export type ExportFiles = Record<string, unknown>;

export async function zipOf(files: ExportFiles): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) {
    const raw = typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content);
    zip.addBuffer(Buffer.from(raw), path, { mtime: new Date(0) });
  }
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** The least that is an export: one member, one channel, no message. */
export const smallestExport = (): ExportFiles => ({
  'users.json': [person('UADA00001', 'ada')],
  'channels.json': [channel('CGENERAL1', 'general', ['UADA00001'])],
});

export const person = (id: string, name: string, more: object = {}) => ({
  id,
  team_id: 'TSYNTH001',
  name,
  deleted: false,
  real_name: name,
  tz: 'Europe/Vienna',
  profile: { real_name: name, display_name: name, email: `${name}@example.invalid` },
  is_bot: false,
  ...more,
});

export const channel = (id: string, name: string, members: string[], more: object = {}) => ({
  id,
  name,
  created: 1_700_000_000,
  creator: members[0] ?? '',
  is_archived: false,
  is_general: name === 'general',
  members,
  topic: { value: '', creator: '', last_set: 0 },
  purpose: { value: '', creator: '', last_set: 0 },
  ...more,
});

export const post = (ts: string, user: string, text: string, more: object = {}) => ({
  type: 'message',
  ts,
  user,
  text,
  client_msg_id: `id-${ts}`,
  team: 'TSYNTH001',
  ...more,
});

/** Threads, broadcasts, direct and group messages, private channels, bots, guests, deleted members, files, logs. */
export const modernExport = (): ExportFiles => ({
  'users.json': modernMembers(),
  'channels.json': [
    channel('CGENERAL1', 'general', ['UADA00001', 'UBOB00002', 'UGUEST003'], {
      topic: { value: 'Talk &amp; plans', creator: 'UADA00001', last_set: 1_700_000_100 },
      pins: [{ id: '1700000000.000100', type: 'C', created: 1_700_000_200, user: 'UBOB00002', owner: 'UADA00001' }],
    }),
    channel('COLDNEWS2', 'old-news', ['UADA00001'], { is_archived: true }),
  ],
  'groups.json': [channel('CSECRET03', 'secret', ['UADA00001', 'UBOB00002'])],
  'mpims.json': [channel('CGROUP004', 'mpdm-ada--bob--gus-1', ['UADA00001', 'UBOB00002', 'UGUEST003'])],
  'dms.json': [
    { id: 'DADABOB05', created: 1_700_000_000, members: ['UADA00001', 'UBOB00002'] },
    { id: 'DADASELF6', created: 1_700_000_000, members: ['UADA00001', 'UADA00001'] },
  ],
  'integration_logs.json': [],
  'general/2023-11-14.json': generalDay(),
  'general/2023-11-15.json': generalNextDay(),
  'secret/2023-11-14.json': [
    post('1700000001.000100', 'UBOB00002', 'The password of the <#COLDNEWS2|old-news> is *none*'),
  ],
  'mpdm-ada--bob--gus-1/2023-11-14.json': [post('1700000002.000100', 'UGUEST003', 'Lunch?')],
  'DADABOB05/2023-11-14.json': [post('1700000003.000100', 'UADA00001', 'Between us')],
  'DADASELF6/2023-11-14.json': [post('1700000004.000100', 'UADA00001', 'Note to myself')],
  '__uploads/FPICTURE1/cat.png': Buffer.from('not really a cat'),
});

const modernMembers = () => [
  person('UADA00001', 'ada', { is_admin: true, is_owner: true, is_primary_owner: true }),
  person('UBOB00002', 'bob', { is_admin: true }),
  person('UGUEST003', 'gus', { is_restricted: true }),
  person('UONEROOM4', 'una', { is_restricted: true, is_ultra_restricted: true }),
  person('UGONE0005', 'gone', { deleted: true, profile: { real_name: 'Gone Person', display_name: '' } }),
  person('UROBOT006', 'robot', {
    is_bot: true,
    profile: { real_name: 'Robot', bot_id: 'BROBOT001', api_app_id: 'A1' },
  }),
  person('UAPPUSER7', 'app', { is_app_user: true }),
  person('UFLOW0008', 'flow', { is_bot: true, is_workflow_bot: true }),
  person('USLACKBOT', 'slackbot'),
];

const file = (id: string, mode: string, more: object = {}) => ({
  id,
  name: `${id}.png`,
  title: 'A picture',
  mimetype: 'image/png',
  size: 16,
  mode,
  user: 'UADA00001',
  url_private: `https://files.example.invalid/${id}`,
  ...more,
});

const generalDay = () => [
  post(
    '1700000000.000100',
    'UADA00001',
    'Hello <@UBOB00002>, see <https://example.invalid/?a=1&amp;b=2|this> &lt;now&gt;',
    {
      thread_ts: '1700000000.000100',
      reply_count: 2,
      replies: [{ user: 'UBOB00002', ts: '1700000010.000200' }],
      reactions: [{ name: '+1::skin-tone-2', users: ['UBOB00002', 'UGUEST003'], count: 2 }],
      edited: { user: 'UADA00001', ts: '1700000005.000000' },
    },
  ),
  post('1700000010.000200', 'UBOB00002', 'A reply', { thread_ts: '1700000000.000100', parent_user_id: 'UADA00001' }),
  post('1700000020.000300', 'UBOB00002', 'A reply for all', {
    subtype: 'thread_broadcast',
    thread_ts: '1700000000.000100',
    root: {},
  }),
  {
    type: 'message',
    subtype: 'bot_message',
    ts: '1700000030.000400',
    text: '',
    bot_id: 'BHOOK0001',
    username: 'deploy',
    attachments: [
      {
        title: 'Build 7',
        title_link: 'https://ci.example.invalid/7',
        text: 'passed',
        fields: [{ title: 'Time', value: '3 s' }],
      },
    ],
  },
  post('1700000040.000500', 'UROBOT006', 'beep', { bot_id: 'BROBOT001', bot_profile: { name: 'Robot' } }),
  post('1700000050.000600', 'UADA00001', '', {
    files: [
      file('FPICTURE1', 'hosted'),
      file('FGONE0002', 'tombstone'),
      file('FLIMIT003', 'hidden_by_limit'),
      file('FDOC00004', 'external'),
    ],
  }),
  post('1700000060.000700', 'UGUEST003', '<@UGUEST003> has joined the channel', {
    subtype: 'channel_join',
    inviter: 'UADA00001',
  }),
  post('1700000070.000800', 'UBOB00002', 'waves', { subtype: 'me_message' }),
  post('1700000080.000900', 'UGONE0005', 'From before I left'),
  post('1700000090.001000', 'USLACKBOT', 'This message was deleted.', {
    subtype: 'tombstone',
    thread_ts: '1700000090.001000',
  }),
];

const generalNextDay = () => [
  {
    type: 'message',
    subtype: 'message_changed',
    ts: '1700050000.000100',
    user: 'UADA00001',
    hidden: true,
    message: { ts: '1700000000.000100', edited: { user: 'UADA00001' } },
    previous_message: { ts: '1700000000.000100', user: 'UADA00001', text: 'Helo' },
  },
  {
    type: 'message',
    subtype: 'message_deleted',
    ts: '1700050001.000100',
    deleted_ts: '1700000095.000100',
    previous_message: { ts: '1700000095.000100', user: 'UBOB00002', text: 'Regretted' },
  },
  post('1700050002.000100', 'UFLOW0008', 'The daily form', {
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x' } }],
  }),
  post('1700050003.000100', 'UELSEWHERE', 'Hello from a partner', {
    user_profile: { real_name: 'Pat Ner', display_name: 'pat' },
  }),
];

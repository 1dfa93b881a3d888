/** A team that has something of everything, and links of every kind into it: what the screens of the client show. */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTick } from 'node:timers/promises';
import { publicId, type TeamId } from '#contract/ids.ts';
import { newSetupToken } from '#identity/founding/founding.ts';
import { addImportedMembers } from '#identity/members/members.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { systemRandom } from '#platform/random.ts';
import { onBehalfOf } from '#server/commands/operator.ts';
import { loadDemo } from '#server/demo/load.ts';
import { type Answer, type Caller, createTestApp, type TestApp, type TestTeam } from '../app.ts';
import { within } from '../journeys/client.ts';
import { type CaseKind, fillDesk } from './desk-world.ts';

export interface World {
  readonly app: TestApp;
  readonly slug: string;
  readonly owner: Owner;
  /** Calls as the owner. */
  readonly asOwner: Caller;
  /** Ids of the conversations that have a name, by their names. */
  readonly places: Readonly<Record<string, string>>;
  /** The message of `everything` that has a thread. */
  readonly rootTs: string;
  /** Paths with their tokens, as they stand in mails. */
  readonly links: Readonly<Record<'invite' | 'claim' | 'reset' | 'email', string>>;
  /** Cases of the security desk, at which the owner works. */
  readonly cases: Readonly<Record<CaseKind, string>>;
  /** A team in which nothing was said or made yet. */
  readonly bare: TestTeam;
  readonly founding: Founding;
}

/** A server on which nobody has been. */
export interface Founding {
  readonly app: TestApp;
  /** The path of the link that it prints. */
  readonly setup: string;
}

interface Owner {
  readonly email: string;
  readonly password: string;
}

/** In which everything is said that a message can hold. */
export const everything = 'everything-that-can-be-said-in-a-channel-whose-name-is-as-long-as-names-may-be';
/** In which nothing is said. */
export const silence = 'silence';
/** Of which the owner is no member. */
export const elsewhere = 'elsewhere';
const slug = 'demo';
const newPassword = 'seven copper lanterns drift';
/** At an address without a name, browsers know no passkeys. */
const byName = { settings: { WARDROOM_HOST: 'localhost' } };
const longName = 'Maximiliana Wilhelmine Friederike von Hohenstein-Ebersberg und zu Lilienthal-Au';

export async function makeWorld(size: { readonly messages: number; readonly months: number }): Promise<World> {
  const app = await createTestApp(byName);
  const password = systemRandom.bytes(12).toString('base64url');
  const passwordHash = await app.app.passwords.hash(password);
  const team = systemRandom.uuid() as TeamId;
  const means = { ...app.app, onBehalfOf, progress() {} };
  const { email } = await loadDemo(means, team, { slug, seed: 1, passwordHash, ...size });
  const owner = { email, password };
  const { token } = answered(await app.call().post('/v1/sign-in', { team: slug, ...owner, as: 'client' }));
  const asOwner = app.call(token);
  // With a second team nobody is led to the only one.
  const bare = await app.createTestTeam();
  const newcomer = app.call(await invited(app, asOwner));
  answered(await newcomer.post('/v1/channels', { name: elsewhere, kind: 'public' }));
  answered(await asOwner.post('/v1/channels', { name: silence, kind: 'private' }));
  const rootTs = await sayEverything(asOwner, newcomer);
  const links = await linksInto(app, { team, owner, asOwner });
  const [places, founding] = [await placesOf(asOwner), await makeFounding()];
  const cases = await fillDesk({ app, team, asOwner });
  return { app, slug, owner, asOwner, rootTs, links, places, cases, bare, founding };
}

export async function makeFounding(): Promise<Founding> {
  const app = await createTestApp(byName);
  return { app, setup: `/setup#${await newSetupToken(app.app.units, systemRandom)}` };
}

/** The token of somebody with the longest name. */
async function invited(app: TestApp, asOwner: Caller): Promise<string> {
  const { link } = answered(await asOwner.post('/v1/invitations', { role: 'member' }));
  const account = { name: longName, handle: 'maximiliana', email: 'maximiliana@demo.example', password: newPassword };
  const token = String(link).split('#')[1];
  return answered(await app.call().post('/v1/invitations/acceptance', { token, ...account, as: 'client' })).token;
}

const lines = (...all: readonly string[]): string => all.join('\n');
const texts = [
  lines(
    '# A heading',
    '',
    'A **bold** word, an *italic* one, a ~~former~~ one, `code`,',
    'a [link](https://x.example/a) :tada:',
  ),
  lines('```ts', 'const tide = await readTide({ harbour: "north" });', `return ${'tide.high + '.repeat(20)}0;`, '```'),
  lines(
    '> Somebody said this,',
    '> and went on.',
    '',
    '- one',
    '  - and a part of it',
    '- two',
    '',
    '1. first',
    '2. second',
  ),
  lines('| Harbour | High water | Low water |', '| :-- | --: | --: |', '| North | 3.20 m | 0.80 m |', '- [x] done'),
  `A word without an end: ${'lantern'.repeat(40)}`,
  'مرحبا بالعالم، هذه رسالة من اليمين إلى اليسار (with a few words the other way)',
  'Ze\u0301\u0327\u0323ro\u0300\u0316 w\u0363i\u0364d\u0365e, 你好, 👩🏽‍🚀 and :no-such-emoji:',
];

/** Says it all in a channel of its own; gives the message that has a thread. */
async function sayEverything(asOwner: Caller, newcomer: Caller): Promise<string> {
  const purpose = `What it is for, at length. ${'More of it. '.repeat(18)}`.trim();
  const { id } = answered(await asOwner.post('/v1/channels', { name: everything, kind: 'public', purpose }));
  answered(await newcomer.put(`/v1/channels/${id}/members/me`));
  const say = async (by: Caller, text: string, more: object = {}): Promise<string> =>
    answered(await by.post(`/v1/channels/${id}/messages`, { clientId: randomUUID(), text, ...more })).ts;
  const { member } = answered(await asOwner.get('/v1/me'));
  const rootTs = await say(newcomer, `Is the **line** back, <@${member.id}>? It was away since <!here> noon.`);
  await say(asOwner, 'Since noon', { threadTs: rootTs });
  await say(newcomer, 'Thanks', { threadTs: rootTs });
  const at = `/v1/channels/${id}/messages/${rootTs}`;
  for (const emoji of ['eyes', 'larch-on', 'ship']) answered(await asOwner.put(`${at}/reactions/${emoji}`));
  answered(await newcomer.put(`${at}/reactions/eyes`));
  answered(await asOwner.put(`${at}/pin`));
  for (const [number, text] of texts.entries()) await say(number % 2 ? asOwner : newcomer, text);
  const edited = await say(asOwner, 'Lantern at nine');
  answered(await asOwner.patch(`/v1/channels/${id}/messages/${edited}`, { text: 'Lanterns at nine' }));
  const removed = await say(newcomer, 'What is taken back');
  await say(asOwner, 'Why?', { threadTs: removed });
  answered(await newcomer.delete(`/v1/channels/${id}/messages/${removed}`));
  return rootTs;
}

async function placesOf(asOwner: Caller): Promise<Record<string, string>> {
  const { channels: mine } = answered(await asOwner.get('/v1/me/channels'));
  const { channels: all } = answered(await asOwner.get('/v1/channels'));
  const named: { id: string; name?: string }[] = [...all, ...mine.map(({ channel }: Answer['body']) => channel)];
  return Object.fromEntries(named.flatMap(({ id, name }) => (name ? [[name, id]] : [])));
}

interface Inside {
  readonly team: TeamId;
  readonly owner: Owner;
  readonly asOwner: Caller;
}

async function linksInto(app: TestApp, { team, owner, asOwner }: Inside): Promise<World['links']> {
  const { link } = answered(
    await asOwner.post('/v1/invitations', { role: 'guest', channels: [await general(asOwner)] }),
  );
  const person = { role: 'member', handle: 'pia', name: 'Pia', email: 'pia@old.example', isActive: true } as const;
  const [pia] = await app.app.units.open({ team }, (work) => addImportedMembers(work, team, 'import', [person]));
  answered(await asOwner.put(`/v1/members/${publicId('U', pia?.id ?? '')}/claim`));
  answered(await app.call().post('/v1/password-resets', { team: slug, email: owner.email }));
  answered(await asOwner.put('/v1/me/email', { email: 'nadia@new.example', password: owner.password }));
  return {
    invite: new URL(link).pathname + new URL(link).hash,
    claim: await mailed(app, person.email, '/claim#'),
    reset: await mailed(app, owner.email, '/reset#'),
    email: await mailed(app, 'nadia@new.example', '/email#'),
  };
}

async function general(asOwner: Caller): Promise<string> {
  const { channels } = answered(await asOwner.get('/v1/me/channels'));
  return channels.find(({ channel }: Answer['body']) => channel.general).channel.id;
}

/** The path that was mailed there; the answer to who asked for it may come before. */
export const mailed = (app: TestApp, address: string, form: string): Promise<string> =>
  within(MINUTE_MS, `a mail to ${address}`, async (isLate) => {
    for (;;) {
      const mail = app.mails.findLast(({ to, text }) => to === address && text.includes(form));
      if (mail) return /http\S+/.exec(mail.text)?.[0].replace(app.base, '') ?? '';
      await Promise.race([nextTick(), isLate]);
    }
  });

function answered({ status, body }: Answer): Answer['body'] {
  if (status >= 300) throw new Error(`The world was refused something: ${status} ${JSON.stringify(body)}`);
  return body;
}

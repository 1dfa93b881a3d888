/** A security desk with a case of every kind: what its screens show. */
import { createHash } from 'node:crypto';
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import { type CaseId, publicId, type TeamId } from '#contract/ids.ts';
import { type Opened, openReport, type Understood, withdrawAsReporter, writeAsReporter } from '#desk/cases/cases.ts';
import { beginDelivery, finishDelivery, withhold } from '#desk/deliveries/deliveries.ts';
import { DAY_MS } from '#platform/clock.ts';
import { until } from '#platform/testing/waiting.ts';
import type { Answer, Caller, TestApp } from '../app.ts';
import { arrive } from '../desk-mails.ts';

export type CaseKind = 'unanswered' | 'worked' | 'proposed' | 'takenBack' | 'zeroDay' | 'closed' | 'mailed';

interface Means {
  readonly app: TestApp;
  readonly team: TeamId;
  readonly asOwner: Caller;
}

const terms = EMBARGO_TERMS.version;
const reporter = { name: 'Nia Hale', address: 'nia@tern.example' };
const patch = Buffer.from('--- a/index.ts\n+++ b/index.ts\n@@ -1 +1 @@\n-all\n+mine\n');

/** Ids as they stand in addresses. */
export async function fillDesk(means: Means): Promise<Readonly<Record<CaseKind, string>>> {
  const { member } = done(await means.asOwner.get('/v1/me'));
  done(await means.asOwner.put(`/v1/desk/roster/${member.id}`, { duty: 'coordinator' }));
  // Overdue, and not yet given to somebody by turn.
  const unanswered = await report(means, { title: 'Export job leaks file names to other guests' }, 2.5);
  await report(means, { title: 'Passkey prompt can be skipped on the return path' }, 0.25);
  return {
    unanswered: publicId('N', unanswered.id),
    worked: await worked(means, member.id),
    proposed: await proposed(means, member.id),
    takenBack: await takenBack(means, member.id),
    zeroDay: await zeroDay(means, member.id),
    closed: await closed(means),
    mailed: await mailed(means),
  };
}

/** Received so many days ago. */
const report = ({ app, team }: Means, understood: Understood, days = 1): Promise<Opened> =>
  app.app.units.open({ team }, (work) => {
    const then = { ...work, now: new Date(work.now.getTime() - days * DAY_MS) };
    const text = understood.text ?? 'Steps to reproduce:\n\n1. Make a guest\n2. Export a channel\n3. Look at the names';
    return openReport(then, team, { raw: Buffer.from('raw'), source: 'web', understood: { ...understood, text } });
  });

/** Does things in a case as the owner, one after the other. */
type Do = (method: 'post' | 'put' | 'delete', rest: string, body?: object) => Promise<Answer['body']>;

async function entered(means: Means, understood: Understood, days?: number): Promise<{ id: CaseId; act: Do }> {
  const { id } = await report(means, { reporter, ...understood }, days);
  const act: Do = async (method, rest, body) =>
    done(await means.asOwner[method](`/v1/desk/cases/${publicId('N', id)}/${rest}`, body));
  await act('put', 'entry', { terms, reason: 'On duty this week' });
  return { id, act };
}

async function worked(means: Means, me: string): Promise<string> {
  const title = 'Search index returns messages past their retention date';
  const { id, act } = await entered(means, { title, until: inDays(60) }, 12);
  await act('put', 'coordinator', { coordinator: me, reason: 'I know the index' });
  await act('post', 'letters', { text: 'Thank you. We could reproduce it on 4.2.1.' });
  await act('post', 'notes', { text: 'The index is written before the sweep; see the job of the night.' });
  await act('post', 'validation', { reason: 'Reproduced' });
  await act('post', 'ratings', { word: 'low', explanation: 'At first sight it tells little.' });
  await act('post', 'ratings', {
    vector: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N',
    weakness: 'CWE-200',
    explanation: 'Whoever has an account reads what should be gone.',
    ssvc: {
      ...{ exploitation: 'public-poc', automatable: 'yes', valueDensity: 'concentrated' },
      ...{ technicalImpact: 'partial', publicSafety: 'minimal' },
    },
  });
  await act('post', 'acceptance');
  await means.app.app.units.open({ team: means.team }, (work) =>
    writeAsReporter(work, id, 'Agreed. One more thing: replies in threads are affected as well.', [
      { name: 'thread-replies-poc.md', content: Buffer.from('# Steps') },
    ]),
  );
  await act('put', 'branches', { branches: ['4.2.x', '4.1.x', '4.0.x'] });
  for (const branch of [1, 2]) await act('put', `branches/${branch}/patch`, { base64: patch.toString('base64') });
  const sha256 = createHash('sha256').update(patch).digest('hex');
  await act('put', 'branches/1/evidence', { sha256, log: 'ok 12 tests\nok the sweep is first' });
  await act('put', 'cves/CVE-2026-41204', { issue: 'Search after the retention date' });
  const { members } = done(await means.asOwner.get('/v1/members?state=active&limit=20'));
  const other = members.find(({ id: one, role }: Answer['body']) => one !== me && role === 'member').id;
  await act('put', `people/${other}`, { part: 'fixer', reason: 'Wrote the index' });
  return publicId('N', id);
}

async function proposed(means: Means, me: string): Promise<string> {
  const title = 'Slow regular expression in the parser of link previews';
  const { id, act } = await entered(means, { title }, 5);
  await act('put', 'coordinator', { coordinator: me, reason: 'Mine' });
  await act('post', 'letters', { text: 'Which version is it?' });
  await act('put', 'waiting');
  return publicId('N', id);
}

async function takenBack(means: Means, me: string): Promise<string> {
  const { id, act } = await entered(means, { title: 'A guest sees who is typing' }, 3);
  await act('put', 'coordinator', { coordinator: me, reason: 'Mine' });
  await means.app.app.units.open({ team: means.team }, (work) => withdrawAsReporter(work, id, 'It was my own proxy.'));
  return publicId('N', id);
}

async function zeroDay(means: Means, me: string): Promise<string> {
  const title = 'Invite link shows the name of the team before sign-in';
  const { id, act } = await entered(means, { title, until: inDays(30) }, 9);
  await act('put', 'coordinator', { coordinator: me, reason: 'Mine' });
  await act('post', 'letters', { text: 'Thank you.' });
  await act('post', 'validation', { reason: 'Reproduced' });
  await act('post', 'ratings', { word: 'critical', explanation: 'Anybody can.' });
  await act('put', 'facts/public', { evidence: 'A post of this morning' });
  return publicId('N', id);
}

/** Came by mail; of two letters one went out as a link, and nobody knows of the other. With mails that wait. */
async function mailed(means: Means): Promise<string> {
  const { app, team, asOwner } = means;
  const scenario = { app: app.app, team };
  const head = 'From: "Nia Hale" <nia@tern.example>\r\nTo: security@kestrel.example\r\n';
  const { case_id } = await arrive(scenario, {
    raw: `${head}Subject: Webhook secrets end up in the log\r\n\r\nHello,\r\n\r\nthey stand there in the clear.\r\n`,
    ...{ sender: 'nia@tern.example', agoMs: DAY_MS / 2 },
  });
  const id = (case_id ?? '') as CaseId;
  const path = `/v1/desk/cases/${publicId('N', id)}`;
  done(await asOwner.put(`${path}/entry`, { terms, reason: 'On duty this week' }));
  const write = async (text: string): Promise<number> => {
    done(await asOwner.post(`${path}/letters`, { text }));
    const { letters } = done(await asOwner.post(`${path}/openings`));
    const { number } = letters.findLast((letter: { text: string }) => letter.text === text);
    await until('The letter is dealt with', async () => {
      const { deliveries } = done(await asOwner.get(`${path}/correspondence`));
      return deliveries.some(
        (one: { letter: number; state: string }) => one.letter === number && one.state !== 'sending',
      );
    });
    return number;
  };
  const of = { case: id, team, how: 'link', address: 'nia@tern.example' } as const;
  const [first, second] = [await write('Thank you. Which version is it?'), await write('And on which system?')];
  await app.app.units.open({ team }, async (work) => {
    const attempt = await beginDelivery(work, { ...of, letter: first }, 'an-id@tern.example');
    await finishDelivery(work, { case_id: id, letter: first, attempt }, { state: 'sent' });
    await withhold(work, { ...of, letter: second }, 'refused');
  });
  const away = 'Auto-Submitted: auto-replied\r\nSubject: Out of the office until Monday\r\n\r\nI am away.\r\n';
  await arrive(scenario, { raw: `${head}${away}`, sender: '', agoMs: 2.5 * DAY_MS });
  const list = 'List-Id: <announce.tern.example>\r\nSubject: Tern 5.1 is out\r\n\r\nA new version is there.\r\n';
  await arrive(scenario, { raw: `${head}${list}`, sender: 'announce@tern.example', agoMs: DAY_MS / 8 });
  return publicId('N', id);
}

async function closed(means: Means): Promise<string> {
  const { id, act } = await entered(means, { title: 'The imprint lacks a fax number' }, 20);
  await act('post', 'invalidation', { reason: 'It is no weakness.' });
  await act('post', 'closure', { reason: 'not-a-vulnerability', text: 'Thank you all the same.' });
  return publicId('N', id);
}

const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);

function done({ status, body }: Answer): Answer['body'] {
  if (status >= 300) throw new Error(`The desk was refused something: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Mails to a security desk, and one call of each changing route about them. */
import { createHash } from 'node:crypto';
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import { type CaseId, publicId } from '#contract/ids.ts';
import { keepUnknownPassphrase, openReport } from '#desk/cases/cases.ts';
import { withhold } from '#desk/deliveries/deliveries.ts';
import { keepMail } from '#desk/mail-intake/mail-intake.ts';
import { openLink } from '#desk/reporter/reporter.ts';
import { until } from '#platform/testing/waiting.ts';
import { type Answer, type Changes, type Scenario, succeeded } from './scenario.ts';

const address = 'n@hale.example';
let made = 0;

/** A mail that nobody wants an answer to, held for a person; its id on the wire. */
async function heldMail(scenario: Scenario): Promise<string> {
  made += 1;
  const raw = `From: ${address}\r\nSubject: Away ${made}\r\n\r\nI am away.\r\n`;
  return publicId('M', (await arrive(scenario, { raw, sender: '' })).id);
}

interface Arriving {
  readonly raw: string;
  readonly sender: string;
  /** So long ago. */
  readonly agoMs?: number;
}

/** A mail to the desk as if it had come in; what became of it once it was read. */
export async function arrive(
  { app, team }: Pick<Scenario, 'app' | 'team'>,
  { raw: text, sender, agoMs = 0 }: Arriving,
): Promise<{ id: string; case_id: string | null }> {
  const [raw, recipient] = [Buffer.from(text), 'security@kestrel.example'];
  const peer = { protocol: 'smtp', ip: '127.0.0.1', helo: 'mx.hale.example', encrypted: false } as const;
  const digest = createHash('sha256').update(raw).digest();
  await app.units.open({ team }, (work) => {
    const then = { ...work, now: new Date(work.now.getTime() - agoMs) };
    return keepMail(then, team, { mail: { peer, sender, recipients: [recipient], raw }, recipient, digest });
  });
  let found: { id: string; state: string; case_id: string | null } | undefined;
  await until('It is read', async () => {
    found = await app.units.open({ team }, ({ sql }) =>
      sql.selectFrom('desk_mails').select(['id', 'state', 'case_id']).where('digest', '=', digest).executeTakeFirst(),
    );
    return found !== undefined && found.state !== 'unread';
  });
  return found ?? { id: '', case_id: null };
}

/** A case whose reporter wrote by mail, and where its owner is inside. */
async function mailCase({ app, team, call, tokens, ids }: Scenario): Promise<{ id: CaseId; path: string }> {
  succeeded(await call('PUT', `/v1/desk/roster/${ids.owner}`, tokens.owner, { duty: 'coordinator' }));
  const reporter = { address, byMail: true };
  const report = { raw: Buffer.from('raw'), source: 'mail', understood: { text: 'What I found', reporter } } as const;
  const { id } = await app.units.open({ team }, async (work) => {
    const opened = await openReport(work, team, report);
    await keepUnknownPassphrase(work, team, opened.id);
    return opened;
  });
  const path = `/v1/desk/cases/${publicId('N', id)}`;
  succeeded(await call('PUT', `${path}/entry`, tokens.owner, { terms: EMBARGO_TERMS.version, reason: 'On duty' }));
  return { id, path };
}

export async function fillMails(scenario: Scenario): Promise<void> {
  const { app, team } = scenario;
  await heldMail(scenario);
  const { id } = await mailCase(scenario);
  await app.units.open({ team }, async (work) => {
    await withhold(work, { case: id, team, letter: 99, how: 'link', address }, 'refused');
    await openLink(work, team, id);
  });
}

/** One successful call of every changing route, in an order in which each finds what it needs. */
export async function mailChanges(scenario: Scenario): Promise<Changes> {
  const { app, team, call, tokens } = scenario;
  const { id, path } = await mailCase(scenario);
  const about = async (method: string, rest: string, body?: object): Promise<Answer> =>
    call(method, `/v1/desk/mails/${await heldMail(scenario)}/${rest}`, tokens.owner, body);
  return {
    'POST /v1/desk/mails/:mail/openings': () => about('POST', 'openings'),
    'POST /v1/desk/mails/:mail/raw-openings': () => about('POST', 'raw-openings'),
    'POST /v1/desk/mails/:mail/case': () => about('POST', 'case'),
    'POST /v1/desk/mails/:mail/filing': () => about('POST', 'filing', { case: publicId('N', id) }),
    'PUT /v1/desk/mails/:mail/put-away': () => about('PUT', 'put-away', { as: 'spam' }),
    'POST /v1/desk/cases/:case/letters/:letter/sendings': async () => {
      await app.units.open({ team }, (work) =>
        withhold(work, { case: id, team, letter: 2, how: 'link', address }, 'refused'),
      );
      return await call('POST', `${path}/letters/2/sendings`, tokens.owner);
    },
    ...(await linkChanges(scenario, id, '')),
    ...(await linkChanges(scenario, (await mailCase(scenario)).id, '/t/:slug')),
  };
}

async function linkChanges({ app, team, slug }: Scenario, id: CaseId, base: string): Promise<Changes> {
  let cookie = '';
  const at = (name: string): string => `POST ${base}/security/case/${name}`;
  const send = async (name: string, fields: Record<string, string>): Promise<Answer> => {
    const answer = await fetch(`${app.url()}${base.replace(':slug', slug)}/security/case/${name}`, {
      ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) },
      headers: { origin: app.url(), cookie },
    });
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    // Where it leads to is not followed: that it leads there is the success.
    const status = answer.status === 303 ? 200 : answer.status;
    return { status, headers: answer.headers, body: await answer.text() };
  };
  const number = await app.units.open({ team }, ({ sql }) =>
    sql.selectFrom('desk_cases').select('number').where('id', '=', id).executeTakeFirstOrThrow(),
  );
  return {
    [at('links')]: () => send('links', { case: String(number.number) }),
    [at('link')]: async () => {
      const token = await app.units.open({ team }, (work) => openLink(work, team, id));
      return await send('link', { token: token ?? '' });
    },
    [at('passphrase')]: () => send('passphrase', {}),
  };
}

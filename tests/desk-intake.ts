/** What strangers report to a team and do in their case, and one call of each of these changing routes. */
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import { ENCRYPTED_REPORT, PASSPHRASE_HEADER } from '#contract/desk-intake.ts';
import { caseByNumber, newPassphrase, noticeToken } from '#desk/cases/cases.ts';
import { systemRandom } from '#platform/random.ts';
import { type Answer, type Changes, type Scenario, succeeded } from './scenario.ts';

const DAY = 86_400_000;

function formWith(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

/** A stranger's browser at the desk whose addresses begin with `base`. */
function stranger({ app, team, call, tokens, ids }: Scenario, base: string) {
  let cookie = '';
  let id = '';
  const send = async (path: string, body: FormData | URLSearchParams | string, type?: string): Promise<Answer> => {
    const headers = { origin: app.url(), cookie, ...(type === undefined ? {} : { 'content-type': type }) };
    const sent = { method: 'POST', body, headers, redirect: 'manual' } as const;
    const answer = await fetch(`${app.url()}${base}/security/${path}`, sent);
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    // Where it leads to is not followed: that it leads there is the success.
    const status = answer.status === 303 ? 200 : answer.status;
    return { status, headers: answer.headers, body: await answer.text() };
  };
  const report = async (): Promise<{ answer: Answer; name: string; passphrase: string }> => {
    const passphrase = newPassphrase(systemRandom);
    const answer = await send('report', formWith({ title: 'A title', text: 'What I found', passphrase }));
    return { answer, passphrase, name: /data-fill="case">(DESK-\d+)</.exec(String(answer.body))?.[1] ?? '' };
  };
  const signIn = ({ name, passphrase }: { name: string; passphrase: string }): Promise<Answer> =>
    send('case/sign-in', new URLSearchParams({ case: name, passphrase }));
  const coordinate = async (name: string): Promise<void> => {
    succeeded(await call('PUT', `/v1/desk/roster/${ids.owner}`, tokens.owner, { duty: 'coordinator' }));
    const { cases } = succeeded(await call('GET', '/v1/desk/cases?limit=200', tokens.owner));
    id = cases.find((one: { name: string }) => one.name === name).id;
    const terms = { terms: EMBARGO_TERMS.version, reason: 'On duty' };
    succeeded(await call('PUT', `/v1/desk/cases/${id}/entry`, tokens.owner, terms));
    const mine = { coordinator: ids.owner, reason: 'Mine' };
    succeeded(await call('PUT', `/v1/desk/cases/${id}/coordinator`, tokens.owner, mine));
  };
  /** What the coordinator does in it. */
  const decide = async (method: string, rest: string, body?: unknown) =>
    succeeded(await call(method, `/v1/desk/cases/${id}/${rest}`, tokens.owner, body));
  const noticeTokenOf = (name: string): Promise<string> =>
    app.units.open({ team }, async (work) => {
      const of = await caseByNumber(work, Number(name.replace('DESK-', '')));
      return (of && (await noticeToken(work, of))) ?? '';
    });
  return { send, report, signIn, coordinate, decide, noticeTokenOf };
}

export async function fillIntake(scenario: Scenario): Promise<void> {
  const one = stranger(scenario, `/t/${scenario.slug}`);
  succeeded(await one.signIn(await one.report()));
}

/** One successful call of every changing route, in an order in which each finds what it needs. */
export async function intakeChanges(scenario: Scenario): Promise<Changes> {
  return { ...(await changesBelow(scenario, '')), ...(await changesBelow(scenario, '/t/:slug')) };
}

async function changesBelow(scenario: Scenario, base: string): Promise<Changes> {
  const one = stranger(scenario, base.replace(':slug', scenario.slug));
  const at = (name: string): string => `POST ${base}/security/${name}`;
  const post =
    (name: string, fields: Record<string, string> = {}) =>
    () =>
      one.send(`case/${name}`, new URLSearchParams(fields));
  const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();
  const found = { name: '', passphrase: '' };
  return {
    [at('report')]: async () => {
      const { answer, ...of } = await one.report();
      Object.assign(found, of);
      await one.coordinate(found.name);
      return answer;
    },
    [at('report/encrypted')]: async () => {
      const headers = { 'content-type': ENCRYPTED_REPORT, [PASSPHRASE_HEADER]: newPassphrase(systemRandom) };
      const path = `${base.replace(':slug', scenario.slug)}/security/report/encrypted`;
      return await scenario.call('POST', path, undefined, 'a message', headers);
    },
    [at('case/sign-in')]: () => one.signIn(found),
    [at('case/letters')]: () => one.send('case/letters', formWith({ text: 'More' })),
    [at('case/embargo/proposals')]: post('embargo/proposals', { until: inDays(40).slice(0, 10) }),
    [at('case/embargo/rejection')]: post('embargo/rejection'),
    [at('case/embargo/acceptance')]: async () => {
      await one.decide('POST', 'embargo/proposals', { until: inDays(30) });
      return await post('embargo/acceptance')();
    },
    [at('case/facts')]: post('facts', { fact: 'attacked', evidence: 'In logs' }),
    [at('case/notices/end')]: post('notices/end'),
    [at('case/notices')]: post('notices'),
    [at('case/notices/link')]: async () => post('notices/link', { token: await one.noticeTokenOf(found.name) })(),
    [at('case/withdrawal')]: post('withdrawal', { text: 'It was my proxy' }),
    [at('case/withdrawal/end')]: post('withdrawal/end'),
    [at('case/retest')]: async () => {
      await one.decide('PUT', 'branches', { branches: ['4.2.x'] });
      const { sha256 } = await one.decide('PUT', 'branches/1/patch', { base64: 'cGF0Y2g=' });
      await one.decide('PUT', 'branches/1/evidence', { sha256, log: 'ok' });
      await one.decide('POST', 'retest', { text: 'Try' });
      return await post('retest', { outcome: 'verified', text: 'It holds' })();
    },
    [at('case/dispute')]: async () => {
      await one.decide('POST', 'invalidation', { reason: 'No' });
      return await post('dispute', { text: 'It is' })();
    },
    [at('case/sign-out')]: post('sign-out'),
  };
}

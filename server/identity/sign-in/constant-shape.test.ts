/**
 * Whether there is an account, no answer tells: not by what it says, not by its headers, and not by how long it takes.
 *
 * Time is the difficult part, because a machine that is busy makes any clock lie. So it is judged thrice, and only the
 * third looks at a clock. First by the work: the statements that reach the database are the same, one by one. Then by
 * what is costly: the hash is computed with and without an account, which the processor time of the process shows,
 * whatever else the machine does. Last by the time of 400 answers: known and unknown are asked in pairs, in an order
 * that is drawn for each pair. If nothing differs, either is the slower one in half of the pairs, however the noise is
 * spread and however far single answers lie off, because the draw alone decides whom it hits (the sign test). Of 200
 * pairs, fewer than 65 or more than 135 come by chance once in two million runs. What lies beyond that has to be a
 * tenth of the time of an answer as well: what is smaller is left to the statements, which no busy machine changes.
 */
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';
import type pg from 'pg';
import { publicId, type TeamId } from '#contract/ids.ts';
import { HOUR_MS } from '#platform/clock.ts';
import { systemRandom } from '#platform/random.ts';
import { mintBearer } from '../bearer.ts';
import { createPasswords, PASSWORD_POLICY } from '../passwords/passwords.ts';
import { openCrew } from '../testing/testing.ts';

const crew = await openCrew();
const ada = await crew.join('member', 'ada');
const PAIRS = 200;

const statements: string[] = [];
const heard = new WeakSet<object>();
crew.database.pool.on('acquire', (client: pg.PoolClient) => {
  if (heard.has(client)) return;
  heard.add(client);
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  Object.assign(client, {
    query(...given: [string | { readonly text: string }, ...unknown[]]) {
      const [asked] = given;
      statements.push((typeof asked === 'string' ? asked : asked.text).replaceAll(/[0-9a-f-]{36}/g, 'team'));
      return query(...given);
    },
  });
});

interface Seen {
  readonly shape: string;
  readonly ms: number;
  readonly statements: string;
}

interface Asked {
  readonly line: string;
  readonly body?: object;
}

async function look({ line, body: given }: Asked): Promise<Seen> {
  statements.length = 0;
  const [method = '', path = ''] = line.split(' ');
  const headersGiven = { 'content-type': 'application/json' };
  const sent = given === undefined ? { method } : { method, headers: headersGiven, body: JSON.stringify(given) };
  const began = performance.now();
  const answer = await fetch(`${crew.url}${path}`, sent);
  const text = await answer.text();
  const ms = performance.now() - began;
  // The note in the access log is written after the answer, and so waited for here.
  await crew.call('GET /v1/openapi.json');
  const named = [...answer.headers].filter(([name]) => name !== 'date' && name !== 'x-request-id');
  return {
    shape: JSON.stringify([answer.status, text.replace(/"instance":"[^"]*"/, ''), named]),
    ms,
    // Which devices of a member were seen is noted after the answer, and of nobody there is nothing to note.
    statements: statements.filter((text) => !text.includes('insert into access_summaries')).join('\n'),
  };
}

/** Both in pairs, in an order that is drawn; between the tries so much time passes that none has to wait. */
async function compare(pairs: number, known: Asked, unknown: Asked) {
  const seen: { known: Seen; unknown: Seen }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const isFirst = (systemRandom.bytes(1)[0] ?? 0) % 2 === 0;
    const one = await look(isFirst ? known : unknown);
    crew.pass(HOUR_MS);
    const other = await look(isFirst ? unknown : known);
    crew.pass(HOUR_MS);
    seen.push(isFirst ? { known: one, unknown: other } : { known: other, unknown: one });
  }
  return seen;
}

const signIn = (email: string): Asked => ({
  ...{ line: 'POST /v1/sign-in', body: { team: crew.slug, email, password: 'guessed' } },
});
const median = (of: readonly number[]): number => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;

test('of 400 wrong passwords none tells by text, headers, work or time whether there is such an account', async (t) => {
  // What is prepared once is prepared before.
  await compare(5, signIn(ada.email), signIn('nobody@ship.example'));
  const seen = await compare(PAIRS, signIn(ada.email), signIn('nobody@ship.example'));
  assert.equal(new Set(seen.flatMap(({ known, unknown }) => [known.shape, unknown.shape])).size, 1);
  const work = new Set(seen.flatMap(({ known, unknown }) => [known.statements, unknown.statements]));
  assert.equal(work.size, 1, [...work].join('\n\n'));
  const slower = seen.filter(({ known, unknown }) => known.ms > unknown.ms).length;
  const difference = median(seen.map(({ known, unknown }) => known.ms - unknown.ms));
  const typical = median(seen.flatMap(({ known, unknown }) => [known.ms, unknown.ms]));
  const says = `known is slower in ${slower} of ${PAIRS}, by ${difference.toFixed(3)} of ${typical.toFixed(3)} ms`;
  t.diagnostic(says);
  const isByChance = slower >= 65 && slower <= 135;
  assert.ok(isByChance || Math.abs(difference) < typical / 10, says);
});

test('the hash of production is computed whether or not there is an account', async (t) => {
  const passwords = createPasswords(PASSWORD_POLICY, systemRandom);
  const stored = await passwords.hash('tulip wagon nineteen orbit');
  const cost = async (of: string | undefined): Promise<number> => {
    const before = process.cpuUsage();
    assert.equal(await passwords.verify('guessed', of), false);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  const [known, unknown] = [[] as number[], [] as number[]];
  for (let times = 0; times < 2; times++) {
    known.push(await cost(stored));
    unknown.push(await cost(undefined));
  }
  const ratio = Math.min(...known) / Math.min(...unknown);
  t.diagnostic(`${Math.min(...known)} and ${Math.min(...unknown)} ms of processor`);
  // Without the hash it would be a hundred times as much, or a hundredth.
  assert.ok(ratio > 0.2 && ratio < 5, `${ratio}`);
});

test('nor do new passwords, joining, providers and links tell what there is', async () => {
  const nowhere = systemRandom.uuid() as TeamId;
  const link = (line: string, kind: 'invitation' | 'claim' | 'reset', team: TeamId): Asked => ({
    ...{ line, body: { token: mintBearer(systemRandom, kind, team).text } },
  });
  const reset = (team: string, email: string): Asked => ({ line: 'POST /v1/password-resets', body: { team, email } });
  const join = (team: string, email: string): Asked => ({ line: 'POST /v1/join-requests', body: { team, email } });
  const provider = publicId('X', systemRandom.uuid());
  const leave = (team: string): Asked => ({ line: 'POST /v1/sso/requests', body: { team, provider } });
  const options = (team: string): Asked => ({ line: `GET /v1/teams/${team}/sign-in` });
  const [invited, claimed, renewed] = ['invitations', 'claims', 'password-resets'].map(
    (at) => `POST /v1/${at}/preview`,
  );
  assert.ok(invited && claimed && renewed);
  const compared: [string, Asked, Asked, 'the same work' | 'answered before'][] = [
    ['reset: account', reset(crew.slug, ada.email), reset(crew.slug, 'nobody@ship.example'), 'answered before'],
    ['reset: team', reset(crew.slug, ada.email), reset('no-such-team', ada.email), 'answered before'],
    ['join', join(crew.slug, ada.email), join('no-such-team', 'nobody@ship.example'), 'answered before'],
    ['provider', leave(crew.slug), leave('no-such-team'), 'the same work'],
    ['options', options(crew.slug), options('no-such-team'), 'the same work'],
    ['invitation', link(invited, 'invitation', crew.team), link(invited, 'invitation', nowhere), 'the same work'],
    ['claim', link(claimed, 'claim', crew.team), link(claimed, 'claim', nowhere), 'the same work'],
    ['new password', link(renewed, 'reset', crew.team), link(renewed, 'reset', nowhere), 'the same work'],
  ];
  for (const [name, known, unknown, how] of compared) {
    const seen = await compare(4, known, unknown);
    const all = seen.flatMap((pair) => [pair.known, pair.unknown]);
    assert.equal(new Set(all.map(({ shape }) => shape)).size, 1, name);
    // What is answered before anything is looked up needs no comparison of what is done then.
    if (how === 'the same work') assert.equal(new Set(all.map((one) => one.statements)).size, 1, name);
  }
});

/** Many reports at once, from many networks: who is told to wait loses nothing, nor does who was taken. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENCRYPTED_REPORT, PASSPHRASE_HEADER } from '#contract/desk-intake.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { newPassphrase } from '../cases/cases.ts';
import { openDesk } from '../testing/public-desk.ts';

const desk = await openDesk(undefined, { settings: { WARDROOM_PROXIES: '127.0.0.1' } });
const { base, owner, team, clock, done } = desk;
await desk.publish();
done(await owner.put(`/v1/desk/roster/${team.owner.id}`, { duty: 'coordinator' }));

const OFFERED = Number(process.env.WARDROOM_TEST_FLOOD ?? 600);
/** As many of each as a network may send at once, so that it is the team's count that holds them back. */
const NETWORKS = OFFERED / limits.guessing.report.network.free;
const AT_ONCE = 40;

interface Answer {
  readonly status: number;
  readonly waitSeconds: number;
  readonly name: string | undefined;
}

async function send(from: string, passphrase: string): Promise<Answer> {
  const answer = await fetch(`${base}/security/report/encrypted`, {
    method: 'POST',
    headers: { 'content-type': ENCRYPTED_REPORT, [PASSPHRASE_HEADER]: passphrase, 'x-forwarded-for': from },
    // Not worth a process that opens it.
    body: 'one of many',
  });
  const body = (await answer.json()) as { case?: string };
  return { status: answer.status, waitSeconds: Number(answer.headers.get('retry-after')), name: body.case };
}

const addressOf = (network: number): string => `10.${network >> 8}.${network & 255}.7`;

async function allNames(): Promise<string[]> {
  const names: string[] = [];
  let after = '';
  do {
    const { cases, next } = done(await owner.get(`/v1/desk/cases?limit=200${after}`));
    names.push(...cases.map(({ name }: { name: string }) => name));
    after = next === undefined ? '' : `&after=${encodeURIComponent(next)}`;
  } while (after !== '');
  return names;
}

test('of a flood of reports some are taken and stay, all others are told when to come again', async () => {
  const taken = new Map<string, string>();
  let told = 0;
  const offers = Array.from({ length: OFFERED }, (_, number) => number).values();
  const one = async (): Promise<void> => {
    for (const number of offers) {
      const passphrase = newPassphrase(systemRandom);
      const { status, waitSeconds, name } = await send(addressOf(number % NETWORKS), passphrase);
      if (status === 200 && name !== undefined) taken.set(name, passphrase);
      else {
        assert.equal(status, 429);
        assert.ok(waitSeconds >= 1);
        told += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  assert.equal(taken.size + told, OFFERED);
  assert.equal(taken.size, limits.guessing.report.team.free);
  assert.deepEqual((await allNames()).toSorted(), [...taken.keys()].toSorted());
  const [[name, passphrase]] = [...taken].slice(-1) as [[string, string]];
  assert.equal((await send('192.0.2.1', passphrase)).name, name, 'sent again, it is the same case');
});

test('whoever reports amid the flood and comes again when told is taken', async () => {
  const passphrase = newPassphrase(systemRandom);
  let answer = await send('192.0.2.77', passphrase);
  for (let tries = 0; answer.status === 429; tries++) {
    assert.ok(tries < 10, 'it gets through in the end');
    clock.advance(answer.waitSeconds * 1_000);
    answer = await send('192.0.2.77', passphrase);
  }
  assert.equal(answer.status, 200);
  assert.ok((await allNames()).includes(answer.name ?? ''));
});

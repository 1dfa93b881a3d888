/** After a person's first answer the reporter reads what it needs from then on; behind the whole server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import { publicId } from '#contract/ids.ts';
import { until } from '#platform/testing/waiting.ts';
import { openDesk } from '../testing/public-desk.ts';
import { openReport, tellWays } from './cases.ts';

const desk = await openDesk();
const { app, owner, team, done } = desk;
done(await owner.put(`/v1/desk/roster/${team.owner.id}`, { duty: 'coordinator' }));

async function reported() {
  const { id } = await app.units.open({ team: team.id }, (work) =>
    openReport(work, team.id, { raw: Buffer.from('steps'), source: 'web', understood: { title: 'Found' } }),
  );
  const path = `/v1/desk/cases/${publicId('N', id)}`;
  done(await owner.put(`${path}/entry`, { terms: EMBARGO_TERMS.version, reason: 'On duty' }));
  return { id, path };
}
interface Letter {
  readonly automatic: boolean;
  readonly text: string;
}
const programs = async (path: string): Promise<string[]> =>
  (done(await owner.post(`${path}/openings`)).letters as Letter[])
    .filter(({ automatic, text }) => automatic && text.startsWith('For what follows'))
    .map(({ text }) => text);

test('the date alone where there is no key and no policy; no answer, no letter', async () => {
  const { id, path } = await reported();
  done(await owner.post(`${path}/letters`, { text: 'I have read it' }));
  await until('the letter of ways', async () => (await programs(path)).length > 0);
  const [text = ''] = await programs(path);
  assert.match(text, /^For what follows:\n\nUntil \w{3} \d+ \w{3} 2026, 10:00 UTC we propose/);
  assert.doesNotMatch(text, /fingerprint|policy/);
  await app.units.open({ team: team.id }, (work) => tellWays(work, id, desk.base));
  assert.equal((await programs(path)).length, 1, 'it is told once');
  const unanswered = await reported();
  assert.deepEqual(await programs(unanswered.path), []);
});

test('with key and policy, their places as people type them', async () => {
  await desk.publish();
  const { key } = await desk.makeKey();
  const { path } = await reported();
  done(await owner.post(`${path}/letters`, { text: 'I have read it' }));
  await until('the letter of ways', async () => (await programs(path)).length > 0);
  const [text = ''] = await programs(path);
  const pages = `${desk.base}/t/${team.slug}/security`;
  assert.ok(text.includes(`fingerprint ${key.fingerprint}. It stands at ${pages}/key.`), text);
  assert.ok(text.includes(`${pages}/policy`) && text.includes('we propose'), text);
  done(await owner.post(`${path}/letters`, { text: 'One thing more' }));
  assert.equal((await programs(path)).length, 1);
});

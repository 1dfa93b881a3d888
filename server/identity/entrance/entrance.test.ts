import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { systemRandom } from '#platform/random.ts';
import { createTestApp } from '../../../tests/app.ts';
import { openCrew } from '../testing/testing.ts';

test('who is not signed in learns whether there is a team, and which one only if there is no other', async () => {
  const { call, createTestTeam } = await createTestApp();
  const look = async () => (await call().get('/v1/entrance')).body;
  assert.deepEqual(await look(), { hasTeam: false });
  const { slug } = await createTestTeam();
  assert.deepEqual(await look(), { hasTeam: true, team: { slug, name: `Team ${slug}` } });
  await createTestTeam();
  assert.deepEqual(await look(), { hasTeam: true });
});

test('a browser learns which of its sign-ins are valid, and the ids behind the addresses', async () => {
  const crew = await openCrew();
  const ann = await crew.join('guest', 'ann');
  const gone = await crew.join('member', 'gone');
  const [team, foreign] = [publicId('T', crew.team), publicId('T', systemRandom.uuid())];
  const signIns = async (...cookies: string[]) =>
    (await crew.call('GET /v1/sign-ins', undefined, undefined, { cookie: cookies.join('; ') })).body.signIns;
  assert.deepEqual(await signIns(`wardroom-${team}=${ann.token}`, `wardroom-${foreign}=wrs_nonsense`), [
    { team: { id: team, slug: 'crew', name: 'The crew' }, member: { id: publicId('U', ann.id), name: 'ann' } },
  ]);
  assert.deepEqual(await signIns('theme=dark'), []);
  await crew.call(`POST /v1/members/${publicId('U', gone.id)}/deactivation`, crew.owner.token);
  assert.deepEqual(await signIns(`wardroom-${team}=${gone.token}`), []);
});

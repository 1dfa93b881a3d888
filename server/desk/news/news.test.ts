import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { WebSocket } from 'ws';
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import type { Role } from '#contract/identity.ts';
import { until } from '#platform/testing/waiting.ts';
import { mailOf, openMailDesk } from '../testing/mail.ts';
import { reportersOf } from '../testing/reporters.ts';

const desk = await openMailDesk();
const { base, owner, team, done } = desk;
const { reported, signedIn } = reportersOf(desk);
const mine = await reported();
const id = mine.path.split('/').at(-1) ?? '';

/** What a connection is told of the desk. */
async function listen(headers: Record<string, string>) {
  const socket = new WebSocket(`${base.replace('http', 'ws')}/v1/stream`, { headers });
  after(() => socket.terminate());
  const told: { case?: string }[] = [];
  let marks = 0;
  const ready = Promise.withResolvers<void>();
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as { kind: string; case?: string };
    if (frame.kind === 'hello') socket.send('{"kind":"start"}');
    if (frame.kind === 'ready') ready.resolve();
    if (frame.kind === 'desk.changed') told.push(frame);
    if (frame.kind === 'profile-fields.changed') marks += 1;
  });
  socket.once('error', ready.reject);
  await ready.promise;
  return { told, marks: () => marks, cases: () => told.map(({ case: of }) => of) };
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function windowOf(role: Role = 'member') {
  const member = await desk.addTestMember(team, role);
  const { value } = await desk.signIn(member);
  return { member, device: desk.call(value), ...(await listen(bearer(value))) };
}
type Window = Awaited<ReturnType<typeof windowOf>>;

const own = await listen(bearer((await desk.signIn(team.owner)).value));
const ofToken = await listen(bearer(team.owner.token));
const colleague = await windowOf();
const fixer = await windowOf();
const admin = await windowOf('admin');
const outsider = await windowOf();
const far = await desk.createTestTeam();
const farOwner = await listen(bearer((await desk.signIn(far.owner)).value));
done(await owner.put(`/v1/desk/roster/${colleague.member.id}`, { duty: 'triager' }));

let fields = 0;

/** Does it, and waits until the owner's window has heard of it, and all have heard what came after that. */
async function heard(act: () => Promise<unknown>) {
  const ofTeam = { own, ofToken, colleague, fixer, admin, outsider };
  const windows = { ...ofTeam, farOwner };
  for (const { told } of Object.values(windows)) told.length = 0;
  await act();
  await until('the own window hears of it', () => own.told.length > 0);
  fields += 1;
  done(await owner.post('/v1/profile-fields', { name: `Field ${fields}`, kind: 'text' }));
  await until('all have heard what came after', () => Object.values(ofTeam).every(({ marks }) => marks() >= fields));
  return (name: keyof typeof windows): (string | undefined)[] => [...new Set(windows[name].cases())];
}

test('who is in a case hears which one, the rest of the desk that there is something, others nothing', async () => {
  const tab = await signedIn(mine);
  const who = await heard(() => tab.letter('One more thing'));
  assert.deepEqual(who('own'), [id]);
  assert.deepEqual(who('colleague'), [undefined]);
  for (const name of ['ofToken', 'fixer', 'admin', 'outsider', 'farOwner'] as const)
    assert.deepEqual(who(name), [], name);
});

test('who is asked in hears that there is something, and with the terms accepted which case', async () => {
  const enter = ({ device }: Window) => device.put(`${mine.path}/entry`, { terms: EMBARGO_TERMS.version });
  const asked = await heard(async () =>
    done(await owner.put(`${mine.path}/people/${fixer.member.id}`, { part: 'fixer', reason: 'Wrote it' })),
  );
  assert.deepEqual(asked('fixer'), [undefined]);
  await heard(async () => done(await enter(fixer)));
  const inside = await heard(() => owner.post(`${mine.path}/notes`, { text: 'The index' }));
  assert.deepEqual([inside('own'), inside('fixer'), inside('admin')], [[id], [id], []]);
  await heard(async () => done(await owner.delete(`${mine.path}/people/${fixer.member.id}`)));
  const outside = await heard(() => owner.post(`${mine.path}/notes`, { text: 'Not for the fixer' }));
  assert.deepEqual(outside('fixer'), []);
});

test('who leaves the desk hears nothing of it any more', async () => {
  done(await owner.delete(`/v1/desk/roster/${colleague.member.id}`));
  const who = await heard(() => owner.post(`${mine.path}/notes`, { text: 'Among us' }));
  assert.deepEqual(who('colleague'), []);
});

test('a mail that waits is told to the desk, and so is what was decided of it', async () => {
  const waits = await heard(async () => {
    await desk.send({ raw: mailOf({ head: ['Auto-Submitted: auto-generated'] }) });
    await desk.settled();
  });
  assert.deepEqual([waits('own'), waits('outsider')], [[undefined], []]);
  const [mail] = await desk.waiting();
  const decided = await heard(async () => done(await owner.put(`/v1/desk/mails/${mail.id}/put-away`, { as: 'spam' })));
  assert.deepEqual([decided('own'), decided('admin')], [[undefined], []]);
});

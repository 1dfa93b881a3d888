import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeAt } from '#identity/testing/testing.ts';
import { DAY_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { openConsole, PASSWORD, succeeded } from '../testing/testing.ts';
import { operatorsEvidence } from './accounts.evidence.ts';
import { operatorsHolding } from './accounts.holding.ts';
import {
  addOperator,
  countOperators,
  disableOperator,
  enableOperator,
  listOperators,
  noSuchOperator,
  operatorDisabled,
  operatorNameTaken,
  resetOperator,
  tooManyOperators,
} from './accounts.ts';

const desk = await openConsole();
const inDeployment = <T>(use: Parameters<typeof desk.units.open<T>>[1]) => desk.units.open('deployment', use);
const refused = async (code: string, use: Parameters<typeof desk.units.open>[1]) =>
  await assert.rejects(inDeployment(use), { code });

test('an account is made once, closed, opened, and reset; each is an entry of who did it', async () => {
  const ada = await desk.enrol('ada');
  await refused(operatorNameTaken.code, (work) => addOperator(work, 'ada', 'operator'));
  for (const act of [disableOperator, enableOperator, resetOperator])
    await refused(noSuchOperator.code, (work) => act(work, 'nobody', 'operator'));
  await inDeployment((work) => disableOperator(work, 'ada', 'operator'));
  await refused(operatorDisabled.code, (work) => resetOperator(work, 'ada', 'operator'));
  await inDeployment((work) => enableOperator(work, 'ada', 'operator'));

  const { token } = await inDeployment((work) => resetOperator(work, 'ada', 'operator'));
  await desk.refuses('http/sign-in-needed', () => ada.browser.call('GET /v1/operator/me'));
  const given = { name: 'ada', password: PASSWORD };
  await desk.refuses('operators/sign-in-refused', () => desk.open().call('POST /v1/operator/sign-in', given));
  assert.equal((await inDeployment(listOperators))[0]?.state, 'invited');
  const browser = desk.open();
  succeeded(await browser.call('POST /v1/operator/enrolment', { token, password: PASSWORD }));
  const { secret } = succeeded(await browser.call('PUT /v1/operator/me/authenticator'));
  assert.notEqual(secret, ada.secret);
  const code = codeAt(secret, desk.now());
  succeeded(await browser.call('POST /v1/operator/me/authenticator/confirmation', { code }));
  // The codes of before the reset are worthless.
  const old = { recoveryCode: ada.codes[5] };
  await desk.refuses('operators/not-of-these', () =>
    browser.call('POST /v1/operator/me/recovery-codes/confirmation', old),
  );
  const kinds = await desk.auditKinds();
  for (const kind of ['operator.disabled', 'operator.enabled', 'operator.reset', 'operator.sessions-ended'])
    assert.ok(kinds.includes(kind), kind);
});

test('whoever can sign in has a second factor: it is counted, and stands in the list', async () => {
  const bea = await desk.enrol('bea');
  await desk.add('carl');
  assert.deepEqual(await inDeployment(countOperators), { all: 3, enrolled: 1, withFactor: 1 });
  const { value, kept } = await operatorsEvidence(desk.now).measure(desk.units);
  assert.deepEqual([value, kept], ['1 of 1 operators', true]);
  const { operators } = succeeded(await bea.browser.call('GET /v1/operator/operators'));
  assert.deepEqual(
    operators.map(({ name, state }: { name: string; state: string }) => `${name} ${state}`),
    ['ada invited', 'bea active', 'carl invited'],
  );
  // Who does not believe us asks a copy of the database, and finds the same; closed accounts are in neither.
  await desk.enrol('dan');
  await inDeployment((work) => disableOperator(work, 'dan', 'operator'));
  const { check, measure } = operatorsEvidence(desk.now);
  const asked = await desk.database.pool.query(/select .*(?=\.$)/.exec(check)?.[0] ?? assert.fail(check));
  assert.deepEqual(asked.rows, [{ with_factor: 1, operators: 1 }]);
  assert.equal((await measure(desk.units)).value, '1 of 1 operators');
  await inDeployment(({ sql }) => sql.deleteFrom('operator_authenticators').execute());
  assert.equal((await measure(desk.units)).kept, false);
});

test('there are not more accounts than there may be', async () => {
  const made = await inDeployment((work) =>
    Promise.resolve(
      Array.from({ length: limits.operators.heldMax }, (_, at) => ({
        ...{ id: work.random.uuid(), name: `filler-${at}`, created_at: work.now },
      })),
    ),
  );
  await inDeployment(({ sql }) => sql.insertInto('operators').values(made).execute());
  await refused(tooManyOperators.code, (work) => addOperator(work, 'one-more', 'operator'));
});

test('what has ended goes after its time, and accounts stay', async () => {
  const accounts = (await inDeployment(countOperators)).all;
  desk.pass(limits.operators.attemptsKeptMs + DAY_MS);
  assert.ok((await inDeployment((work) => operatorsHolding.expire?.(work) ?? Promise.resolve(0))) > 0);
  const left = await inDeployment(async ({ sql }) => [
    (await sql.selectFrom('operator_sessions').select('id').execute()).length,
    (await sql.selectFrom('operator_links').select('operator_id').execute()).length,
  ]);
  assert.deepEqual(left, [0, 0]);
  assert.equal((await inDeployment(countOperators)).all, accounts);
});

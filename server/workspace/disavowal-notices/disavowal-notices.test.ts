import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '#identity/access/access.ts';
import { createToken } from '#identity/api-tokens/api-tokens.ts';
import { disavow } from '#identity/devices/devices.ts';
import { requireMember } from '#identity/members/members.ts';
import { startSession } from '#identity/sessions/sessions.ts';
import { createLog } from '#platform/log.ts';
import { deliverDue } from '../due-queue/due-queue.ts';
import { listReminders } from '../reminders/reminders.ts';
import { openTestWorkspace } from '../testing/testing.ts';
import { disavowalNoticeJob } from './disavowal-notices.jobs.ts';

const workspace = await openTestWorkspace();
const { units } = workspace;

test('owners and admins are told once, whoever said it and whom it does not concern are not', async () => {
  const team = await workspace.team();
  const [admin, person, other] = [await team.person('admin'), await team.person(), await team.person()];
  const origin = { ip: '192.0.2.66', userAgent: 'curl/8' };
  const start = () => team.run((work) => startSession(work, { ...person, means: 'password' }, origin));
  const [{ session }, own] = [await start(), await start()];
  const ada = { ...person, by: { session: own.session } };
  const bot = await team.person('bot');
  const by = { creator: ada.member, by: 'a test', device: session };
  const wanted = { name: 'planted', scopes: 'everything' as const };
  await team.run(async (work) => createToken(work, await requireMember(work, bot.member), wanted, by));
  const since = workspace.facts.length;
  await team.run((work) => disavow(work, 'http://localhost', ada, session));
  const stated = workspace.facts.slice(since).flatMap((fact) => (fact.kind === 'session.disavowed' ? [fact] : []));
  assert.equal(stated.length, 1);
  for (const fact of [...stated, ...stated]) {
    const ids = JSON.parse(JSON.stringify(disavowalNoticeJob.ids(fact)));
    await disavowalNoticeJob.run(units, team.id, ids, new AbortController().signal);
  }
  await deliverDue(units, createLog('silent'));
  const notices = async (who: Actor): Promise<string[]> =>
    (await team.run((work) => listReminders(work, who))).map(({ text = '' }) => text);
  for (const who of [admin, team.owner]) {
    const told = await notices(who);
    assert.equal(told.length, 1);
    assert.match(
      told[0] ?? '',
      new RegExp(`@${ada.handle}\\) says .* curl, from 192\\.0\\.2\\.66, on .*, by password`),
    );
    assert.match(told[0] ?? '', /and taken away was an API token, added there/);
  }
  assert.deepEqual([await notices(ada), await notices(other)], [[], []]);
});

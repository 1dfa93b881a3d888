import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { after, DAY_MS } from '#platform/clock.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../../limits.ts';
import { openTestDesks } from '../../testing/cases.ts';
import {
  acceptReport,
  addEvidence,
  addPatch,
  askForRetest,
  judgeValid,
  nameBranches,
  openAsReporter,
  openCase,
  rateCase,
  retestAsReporter,
  stateFact,
  stateFixReady,
} from '../cases.ts';
import { coordinatorsOnly } from '../standing.ts';
import {
  branchesDoubled,
  branchesFixed,
  evidenceOfAnother,
  fixIncomplete,
  fixStands,
  noRetestAsked,
  noSuchBranch,
  patchUnusable,
  retestOpen,
} from './fixes.ts';

const desks = await openTestDesks();
const { refuses, clock } = desks;
const BRANCHES = ['4.2.x', '4.1.x'];
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An accepted case with two branches, and the verbs of its fix. */
async function accepted() {
  const desk = await desks.desk();
  const { run, ada, fixer } = desk;
  const id = await desk.owned();
  await desk.bringFixer(id);
  await run((work) => judgeValid(work, ada, id, 'Reproduced'));
  await run((work) => rateCase(work, ada, id, { word: 'high', explanation: 'Because' }));
  await run((work) => acceptReport(work, ada, id));
  await run((work) => nameBranches(work, ada, id, BRANCHES));
  const does =
    <T>(use: (work: Work) => Promise<T>) =>
    () =>
      run(use);
  return {
    ...{ ...desk, id },
    patch: (branch: number, text: string) => does((work) => addPatch(work, fixer, id, branch, base64(text))),
    prove: (branch: number, text: string) =>
      does((work) => addEvidence(work, fixer, id, branch, { sha256: sha256(text), log: `ok ${text}` })),
    ask: does((work) => askForRetest(work, ada, id, 'Please try these.')),
    ready: does((work) => stateFixReady(work, ada, id)),
    say: (outcome: 'verified' | 'declined' | 'failed') =>
      does((work) => retestAsReporter(work, id, { outcome, text: `I found: ${outcome}` })),
    stage: async () => (await run((work) => openCase(work, ada, id))).stage,
  };
}

async function tested() {
  const fix = await accepted();
  for (const branch of [1, 2]) {
    await fix.patch(branch, `patch ${branch}`)();
    await fix.prove(branch, `patch ${branch}`)();
  }
  return fix;
}

test('a fix is ready with a tested patch for each branch, and the reporter’s word on exactly these', async () => {
  const { run, ada, id, ask, ready, say, stage } = await tested();
  await refuses(retestOpen, ready);
  await ask();
  await refuses(retestOpen, ready);
  assert.deepEqual((await run((work) => openAsReporter(work, id))).patches, [], 'not before the fix is ready');
  await say('verified')();
  await ready();
  assert.equal(await stage(), 'shipping-it');
  const opened = await run((work) => openCase(work, ada, id));
  assert.deepEqual(
    opened.branches.map(({ name, evidence }) => [name, evidence]),
    [
      ...[
        ['4.2.x', 'ok patch 1'],
        ['4.1.x', 'ok patch 2'],
      ],
    ],
  );
  const fact = opened.facts.find((one) => one.fact === 'fix-ready');
  assert.match(fact?.evidence ?? '', new RegExp(`${sha256('patch 1')} ${sha256('patch 2')}; the reporter: verified`));
  assert.deepEqual((await run((work) => openAsReporter(work, id))).patches, [
    { name: '4.2.x', sha256: sha256('patch 1'), base64: base64('patch 1') },
    { name: '4.1.x', sha256: sha256('patch 2'), base64: base64('patch 2') },
  ]);
  await run((work) => stateFact(work, ada, id, 'fix-deployed', 'On all our hosts'));
});

test('seven days of silence are a word, and so is declining', async () => {
  const [silent, declined] = [await tested(), await tested()];
  await silent.ask();
  clock.at = after(clock.at, deskLimits.retestMs - DAY_MS);
  await refuses(retestOpen, silent.ready);
  clock.at = after(clock.at, DAY_MS);
  await silent.ready();
  await declined.ask();
  await declined.say('declined')();
  await declined.ready();
  assert.equal(await declined.stage(), 'shipping-it');
});

test('what the reporter could still break is not ready, and a new patch is tried anew', async () => {
  const { ask, ready, say, patch, prove } = await tested();
  await refuses(noRetestAsked, say('verified'));
  await ask();
  await say('failed')();
  await refuses(noRetestAsked, say('verified'));
  await refuses(retestOpen, ready);
  await patch(2, 'better')();
  await refuses(fixIncomplete, ready);
  await prove(2, 'better')();
  await refuses(retestOpen, ready);
  await ask();
  await say('verified')();
  await ready();
});

test('evidence is of one patch, and goes with it', async () => {
  const { run, ada, id, patch, prove, ask } = await accepted();
  await refuses(noSuchBranch, prove(1, 'patch'));
  await patch(1, 'patch')();
  await refuses(evidenceOfAnother, prove(1, 'other'));
  await prove(1, 'patch')();
  const refusal = await refuses(fixIncomplete, ask);
  assert.deepEqual(refusal.detail, { branches: ['4.1.x'] });
  await patch(1, 'patch, again')();
  const [first] = (await run((work) => openCase(work, ada, id))).branches;
  assert.deepEqual([first?.sha256, first?.evidence], [sha256('patch, again'), undefined]);
});

test('a patch has bytes and a branch, and branches are named once', async () => {
  const { run, ada, fixer, id, patch } = await accepted();
  const name = (by: typeof ada, names: string[]) => () => run((work) => nameBranches(work, by, id, names));
  await refuses(noSuchBranch, patch(3, 'patch'));
  await refuses(patchUnusable, patch(1, ''));
  await refuses(patchUnusable, patch(1, 'x'.repeat(deskLimits.patchBytesMax + 1)));
  await refuses(branchesDoubled, name(ada, ['4.2.x', '4.2.x']));
  await refuses(coordinatorsOnly, name(fixer, ['5.0.x']));
  await patch(1, 'patch')();
  await refuses(branchesFixed, name(ada, ['5.0.x']));
});

test('once the fix is ready nothing in it changes', async () => {
  const { run, ada, id, ask, ready, say, patch, prove } = await tested();
  await ask();
  await say('verified')();
  await ready();
  for (const change of [patch(1, 'late'), prove(1, 'patch 1'), ask, ready]) await refuses(fixStands, change);
  await refuses(fixStands, () => run((work) => nameBranches(work, ada, id, ['5.0.x'])));
});

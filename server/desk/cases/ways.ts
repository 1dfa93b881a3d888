/**
 * What a reporter needs once a person has answered (T2): the fingerprint of our key, where our word stands in public,
 * and the time of silence that is proposed. It follows the first answer as a letter of its own, written by a program.
 */
import { momentInWords } from '#contract/desk-clocks.ts';
import type { CaseId } from '#contract/ids.ts';
import { ownTeam } from '#identity/teams/teams.ts';
import type { Work } from '#platform/work.ts';
import { standingKey } from '../keys/keys.ts';
import { currentPolicy } from '../policy/policy.ts';
import { record, SYSTEM } from './case-state.ts';
import { type CaseRow, lockCase } from './cases.sql.ts';
import { appendLetter } from './letters.ts';
import { hasEvent } from './thread.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** A person of the desk wrote to the reporter for the first time. */
    'desk-case.answered': { readonly case: CaseId };
  }
}

const TOLD = 'ways-told';

/** Once for each case, however often it is called. `url`: the address that people type. */
export async function tellWays(work: Work, id: CaseId, url: string): Promise<void> {
  const row = await lockCase(work.sql, id);
  if (!row || row.report_state === 'closed' || (await hasEvent(work.sql, id, TOLD))) return;
  const ways = await waysOf(work, row, url);
  if (ways.length === 0) return;
  await appendLetter(work, row, SYSTEM, `For what follows:\n\n${ways.join('\n\n')}`);
  await record(work, row, SYSTEM, {}, { kind: TOLD, shown: true });
}

async function waysOf(work: Work, row: CaseRow, url: string): Promise<string[]> {
  const pages = `${url}/t/${(await ownTeam(work, row.team_id)).slug}/security`;
  const key = await standingKey(work);
  const { version } = await currentPolicy(work, row.team_id);
  const { proposed_by, proposed_until } = row;
  return [
    ...(key ? [`Our OpenPGP key has the fingerprint ${key.fingerprint}. It stands at ${pages}/key.`] : []),
    ...(version > 0 ? [`What we promise, and what you may rely on: ${pages}/policy`] : []),
    ...(proposed_by === 'desk' && proposed_until
      ? [
          `Until ${momentInWords(proposed_until.getTime(), 'UTC')} we propose that nothing is published, by you or ` +
            'by us. Accept it or propose another date on the page of your case; of two first proposals the shorter ' +
            'counts.',
        ]
      : []),
  ];
}

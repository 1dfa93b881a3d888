/** What a fix lacks until it can be stated as ready (T6), in words, before the server is asked. */
import type { DeskCase } from './use-case.ts';

type Fix = Pick<DeskCase, 'branches' | 'timeline'>;

export function missingForFix({ branches, timeline }: Fix): string[] {
  const missing = branches.length === 0 ? ['No branch is named yet.'] : [];
  for (const { name, sha256, testedAt } of branches) {
    if (sha256 === undefined) missing.push(`${name}: no patch.`);
    else if (testedAt === undefined) missing.push(`${name}: no evidence of tests on this patch.`);
  }
  const word = wordOnPatches(timeline);
  return word === undefined ? missing : [...missing, word];
}

/** What the reporter's word lacks; undefined where it is there. */
function wordOnPatches(timeline: DeskCase['timeline']): string | undefined {
  const asked = timeline.findLast(({ kind }) => kind === 'retest-asked');
  if (!asked) return 'The reporter was not asked to try the patches.';
  const changed = timeline.findLast(({ kind }) => kind === 'patch-added');
  if (changed && changed.number > asked.number) return 'A patch has changed since the reporter was asked.';
  const word = timeline.findLast(({ kind }) => /^retest-(verified|declined|failed)$/.test(kind));
  if (!word || word.number < asked.number) return 'The reporter has not answered; silence counts after seven days.';
  return word.kind === 'retest-failed' ? 'The reporter says that the patches do not hold.' : undefined;
}

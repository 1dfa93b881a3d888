/** Looks through a repository in a folder: for words that give a weakness away, and for the tags that have it. */
import { isRevision, type Leak, type RepositoryScan } from '#contract/desk-repository-scan.ts';
import { type Problem, problem } from '#platform/problem.ts';
import { deskLimits } from '../limits.ts';
import { git } from './git.ts';
import { giveawaysIn } from './giveaways.ts';

export const noRepository = problem(
  'desk-scan/no-repository',
  422,
  'This is no Git repository that can be read whole. Make the bundle with “git bundle create scan.bundle --all”.',
);
export const scanTooLarge = problem(
  'desk-scan/too-large',
  422,
  'The repository is too large to be looked through here. Name fewer branches in the bundle, or run ' +
    '“wardroom desk scan” beside the repository.',
);
export const noSuchRevision = problem<{ revision: string }>(
  'desk-scan/no-such-revision',
  422,
  'The repository has no such commit, branch or tag.',
);
export const gitMissing = problem(
  'desk-scan/git-missing',
  503,
  'Git is not installed on the server. Its operator can add it (Debian: apt-get install git).',
);

export interface Wanted {
  /** Commits that brought the weakness; without one, every tag without a fix is affected. */
  readonly introduced: readonly string[];
  /** Commits that mend it, one for each branch. */
  readonly fixed: readonly string[];
  readonly words: readonly string[];
}

/** Why Git ended so; undefined where it did what it should. */
export function refusalOf(code: number | null): Problem | undefined {
  if (code === 0) return undefined;
  if (code === null) return scanTooLarge();
  // The shell's word for a program that is not there.
  return code === 127 ? gitMissing() : noRepository();
}

/** What Git wrote. */
export async function run(folder: string, args: readonly string[]): Promise<string> {
  const { code, written } = await git(folder, args);
  const refusal = refusalOf(code);
  if (refusal) throw refusal;
  return written;
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

export async function scanRepository(folder: string, { introduced, fixed, words }: Wanted): Promise<RepositoryScan> {
  const refs = linesOf(await run(folder, ['for-each-ref', '--format=%(refname:short)']));
  const log = await run(folder, ['log', '--all', '-z', '--name-only', '--format=%x01%H%x02%B%x02']);
  const commits = log.split('\u0001').slice(1);
  const giveaway = giveawaysIn(words);
  const leaks: Leak[] = [];
  const judge = (where: Leak['where'], at: string, text: string): void => {
    const word = giveaway(text);
    if (word !== undefined)
      leaks.push({ where, at, word, text: text.trim().slice(0, deskLimits.scan.textCharactersMax) });
  };
  for (const ref of refs) judge('ref', ref, ref);
  for (const commit of commits) {
    const [hash = '', message = '', paths = ''] = commit.split('\u0002');
    for (const line of linesOf(message)) judge('message', hash, line);
    for (const path of paths.split(/[\0\n]/)) if (path !== '') judge('path', hash, path);
  }
  leaks.push(...(await contentLeaks(folder, words)));
  const tags = introduced.length + fixed.length === 0 ? undefined : await tagsOf(folder, introduced, fixed);
  const shown = leaks.slice(0, deskLimits.scan.leaksShown);
  return {
    ...{ commits: commits.length, refs: refs.length, leaks: shown, moreLeaks: leaks.length - shown.length },
    ...(tags ? { tags } : {}),
  };
}

/** Commits that brought one of the case's own words into a file: general ones stand in honest code as well. */
async function contentLeaks(folder: string, words: readonly string[]): Promise<Leak[]> {
  const leaks: Leak[] = [];
  for (const word of words.filter((one) => one.trim() !== '')) {
    const found = linesOf(await run(folder, ['log', '--all', '--format=%H', `-S${word}`]));
    leaks.push(...found.map((at): Leak => ({ where: 'content', at, word, text: word })));
  }
  return leaks;
}

/** A tag is affected when a commit that brought the weakness leads to it, and none that mends it does. */
async function tagsOf(
  folder: string,
  introduced: readonly string[],
  fixed: readonly string[],
): Promise<NonNullable<RepositoryScan['tags']>> {
  const all = linesOf(await run(folder, ['tag', '--list', '--sort=version:refname']));
  const containing = async (revisions: readonly string[]): Promise<Set<string>> => {
    const found = new Set<string>();
    for (const revision of revisions) {
      const commit = await commitOf(folder, revision);
      for (const tag of linesOf(await run(folder, ['tag', '--list', '--contains', commit]))) found.add(tag);
    }
    return found;
  };
  const bad = introduced.length === 0 ? new Set(all) : await containing(introduced);
  const mended = await containing(fixed);
  const isAffected = (tag: string): boolean => bad.has(tag) && !mended.has(tag);
  return { affected: all.filter(isAffected), unaffected: all.filter((tag) => !isAffected(tag)) };
}

async function commitOf(folder: string, revision: string): Promise<string> {
  if (!isRevision(revision)) throw noSuchRevision({ revision });
  const { code, written } = await git(folder, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  if (code !== 0) throw noSuchRevision({ revision });
  return written.trim();
}

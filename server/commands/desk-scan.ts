import type { RepositoryScan } from '#contract/desk-repository-scan.ts';
import { revisionsIn } from '#contract/desk-repository-scan.ts';
import { scanRepository } from '#desk/repository-scan/repository-scan.ts';
import { localCommand } from './command.ts';

export const deskScan = localCommand<RepositoryScan>({
  name: 'desk scan',
  says: 'Looks through a Git repository, offline, for words that give a weakness away, and for tags that have it.',
  declare: (command) =>
    command
      .argument('<folder>', 'the repository')
      .option('--words <list>', 'words of the case, such as its CVE ID, with commas between them')
      .option('--introduced <list>', 'commits that brought the weakness')
      .option('--fixed <list>', 'commits that mend it, one for each branch'),
  async runHere({ operands: [folder = '.'], options }) {
    const { words, introduced, fixed } = options as { words?: string; introduced?: string; fixed?: string };
    return await scanRepository(folder, {
      ...{ introduced: revisionsIn(introduced), fixed: revisionsIn(fixed), words: revisionsIn(words) },
    });
  },
  exitCode: ({ leaks }) => (leaks.length > 0 ? 1 : 0),
  print: ({ commits, refs, leaks, moreLeaks, tags }) =>
    [
      `Looked through ${refs} branches and tags with ${commits} commits.`,
      ...leaks.map(({ where, at, word, text }) => `${where} ${at.slice(0, 40)}: “${word}” in: ${text}`),
      ...(moreLeaks > 0 ? [`And ${moreLeaks} more.`] : []),
      leaks.length === 0 ? 'No word gives anything away.' : `${leaks.length + moreLeaks} places give it away.`,
      ...(tags ? [`Affected: ${tags.affected.join(', ') || 'no tag'}`] : []),
      ...(tags ? [`Not affected: ${tags.unaffected.join(', ') || 'no tag'}`] : []),
    ].join('\n'),
});

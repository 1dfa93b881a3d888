import { conversationLists } from './conversations.ts';
import { dayStartMs } from './days.ts';
import type { Gap, NotUnderstood } from './records.ts';

/** Where things stand in the ZIP. `folderOf` and `daysOf` know folders that hold at least one file. */
export interface Layout {
  /** `users.json`, or `org_users.json` in the export of a Grid organisation. */
  membersFile: string | undefined;
  uploads: Map<string, { path: string; name: string; bytes: number }>;
  notUnderstood: NotUnderstood[];
  /** The conversation's folder: named as it is in most exports, by its id for direct messages. */
  folderOf(id: string, name: string): string | undefined;
  /** The folder's day files in the order of days. */
  daysOf(folder: string): string[];
  folders(): Iterable<string>;
}

const memberLists = ['users.json', 'org_users.json'];
const conversationFiles = new Set<string>(conversationLists.map((list) => list.file));
const notCarried = new Set([
  'canvases.json',
  'content_flags.json',
  'file_conversations.json',
  'huddle_transcripts.json',
  'integration_logs.json',
  'lists.json',
  'org_users.json',
]);

/** Sorts the paths of an export into what each of them is. */
export function layoutOf(files: ReadonlyMap<string, { bytes: number }>): Layout {
  const uploads: Layout['uploads'] = new Map();
  const days = new Map<string, string[]>();
  const notUnderstood: NotUnderstood[] = [];
  const membersFile = memberLists.find((name) => files.has(name));
  const miss = (where: string, what: Gap) => notUnderstood.push({ kind: 'not-understood', where, what });

  for (const [path, { bytes }] of files) {
    const [top = '', second, third, ...deeper] = path.split('/');
    if (second === undefined) {
      if (top !== membersFile && !conversationFiles.has(top))
        miss(path, notCarried.has(top) ? 'file-not-carried' : 'unknown-file');
    } else if (top === '__uploads' && third !== undefined && deeper.length === 0 && !uploads.has(second)) {
      uploads.set(second, { path, name: third, bytes });
    } else {
      const known = days.get(top) ?? [];
      days.set(top, known);
      if (third === undefined && dayStartMs(second) !== undefined) known.push(path);
      else miss(path, 'unknown-file');
    }
  }
  const byName = (name: string) => (days.has(name) ? name : undefined);
  return {
    membersFile,
    uploads,
    notUnderstood,
    folderOf: (id, name) => byName(name.normalize('NFC')) ?? byName(id),
    daysOf: (folder) => (days.get(folder) ?? []).toSorted(),
    folders: () => days.keys(),
  };
}

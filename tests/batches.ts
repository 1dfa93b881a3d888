/** Which test files share a process, where what loading modules and opening a database costs is paid once for all. */
import type { Suite } from './suites.ts';

/** Runs in a process of its own, file after file. */
export interface Batch {
  readonly engine: Suite['engine'];
  readonly files: readonly string[];
}

/** As many as leave the lanes evenly busy at the end. */
const filesMax = 10;
/** Files that open windows share a browser and a server in each of so many processes: more would slow each other. */
const windowParts = 2;

/**
 * What has a process to itself, longest first: it starts processes, mounts disks or looks at how the server starts, and
 * others should not wait for it. Begun first, it leaves no lane idle at the end.
 */
const alone = [
  /^tests\/(simulation\/kill|command-line|journeys\/(screens|first-start|audit))\.|\/embedded\/durability\./,
  /\/embedded\/(trouble|embedded)\.|\/import\/resume\./,
  /^tests\/(simulation|journeys)\//,
  /^tests\//,
];
const sharing = alone.length;

const rankOf = (file: string): number => {
  const at = alone.findIndex((pattern) => pattern.test(file));
  return at < 0 ? sharing : at;
};
const isAlone = ({ engine }: Suite, file: string): boolean => rankOf(file) < (engine === 'browser' ? 1 : sharing);
const roomOf = (file: string): string =>
  file
    .split('/')
    .slice(0, file.startsWith('server/') ? 2 : 1)
    .join('/');

/** Every file of every suite once, in the order in which the batches should begin. */
export function batchesOf(suites: readonly Suite[]): Batch[] {
  return suites
    .flatMap((suite) => {
      const { engine, files } = suite;
      const rooms = Map.groupBy(
        files.filter((file) => !isAlone(suite, file)),
        roomOf,
      );
      const parts = (room: string[]): number =>
        engine === 'browser' ? Math.min(windowParts, room.length) : Math.ceil(room.length / filesMax);
      return [
        ...files.filter((file) => isAlone(suite, file)).map((file) => ({ engine, files: [file] })),
        ...[...rooms.values()].flatMap((room) => evenly(room, parts(room)).map((part) => ({ engine, files: part }))),
      ];
    })
    .sort((a, b) => beginOf(a) - beginOf(b));
}

/** The embedded store is the slower one, and what needs no database the quickest. */
const beginOf = ({ engine, files: [first = ''] }: Batch): number =>
  (engine === 'browser' ? 0 : rankOf(first)) + { browser: 0, embedded: 0, postgres: 0.3, none: 0.6 }[engine];

function evenly(files: readonly string[], parts: number): string[][] {
  return Array.from({ length: parts }, (_, part) => files.filter((_file, at) => at % parts === part));
}

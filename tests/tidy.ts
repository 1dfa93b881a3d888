import { posix } from 'node:path';
import { type Parsed, parse, type SourceFile } from './source.ts';

const isTest = (path: string) => path.startsWith('tests/') || path.endsWith('.test.ts');

/** A word that the code must not use, where it may stand all the same, and what to write in its place. */
interface Ban {
  what: RegExp;
  except: RegExp;
  instead: string;
}

const bannedPhrases: Ban[] = [
  {
    what: /^(Date\.now|new Date\(\))$/,
    except: /^(server\/platform|web\/sync)\/clock\.ts$|^bench\/|^tests\/|\.test\.ts$/,
    instead: 'time enters through the clock: use work.now, or the Clock you are handed',
  },
  {
    what: /^(Math\.random|crypto\.(random\w+|getRandomValues))$/,
    except: /^(server\/platform|web\/sync)\/random\.ts$|^bench\/|^tests\/|\.test\.ts$/,
    instead: 'randomness enters through random.ts: use work.random, or the Random you are handed',
  },
  {
    what: /^console\.\w+$/,
    except: /^server\/(cli\.ts$|commands\/)|^bench\/|^tests\//,
    instead: 'write to the log, which redacts',
  },
];

const bannedImports: Ban[] = [
  {
    what: /^(randomBytes|randomUUID|randomUUIDv7|randomInt|randomFill|randomFillSync|getRandomValues|webcrypto)$/,
    except: /^server\/platform\/random\.ts$|^bench\/|^tests\/|\.test\.ts$/,
    instead: 'randomness enters through random.ts: use work.random, or the Random you are handed',
  },
];

const emptyNames: Ban[] = [
  {
    what: /(Util|Utils|Helper|Helpers|Manager|Service|Handler)$|^(util|utils|helper|helpers)$/,
    except: /^$/,
    instead: 'name the thing or the deed; a function lives with its first user',
  },
];

const emptyPaths = /(^|[/.-])(utils?|helpers?|managers?|services?|handlers?|common|lib|misc|interfaces)(?=[/.-])/;
const promisesToSelf = /\b(TODO|FIXME|XXX)\b/;
const machinePath = /(^|[\s'"`(=])\/(home|Users|root|work|tmp)\/\w/;

export const linesMax = 500;
export const testLinesMax = 800;
export const functionLinesMax = 70;
const lineCharactersMax = 120;

/** Every untidiness, as `path:line what – instead`. Pure: give it files, real or invented. */
export function untidiness(files: SourceFile[]): string[] {
  return files.flatMap((file) => {
    const found = [...textFaults(file)];
    if (file.path.endsWith('.md')) found.push(...documentFaults(file));
    if (/\.tsx?$/.test(file.path)) found.push(...codeFaults(file.path, parse(file)));
    return [...new Set(found.map(([line, fault]) => `${file.path}:${line} ${fault}`))];
  });
}

type Fault = [line: number, fault: string];

function textFaults({ path, text }: SourceFile): Fault[] {
  const found: Fault[] = [];
  const lines = text.replace(/\n$/, '').split('\n');
  const most = isTest(path) ? testLinesMax : linesMax;
  if (emptyPaths.test(path)) found.push([1, 'the path says nothing – name a folder or file by its capability']);
  if (/\.tsx?$/.test(path) && !path.startsWith('server/migrations/') && lines.length > most) {
    found.push([most + 1, `${lines.length} lines – a file has at most ${most}: a new noun becomes a new file`]);
  }
  for (const [index, line] of lines.entries()) {
    if (machinePath.test(line) && !path.startsWith('tests/tidy.')) {
      found.push([index + 1, 'a path of one machine – use a path relative to the repository, or os.tmpdir()']);
    }
    if (/\.tsx?$/.test(path) && line.length > lineCharactersMax) {
      found.push([index + 1, `${line.length} characters – a line has at most ${lineCharactersMax}`]);
    }
    if (path.endsWith('.md') && promisesToSelf.test(line)) {
      found.push([index + 1, 'a promise to oneself – do it, or open an issue']);
    }
  }
  return found;
}

function documentFaults({ path, text }: SourceFile): Fault[] {
  const prose = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, (code) => code.replace(/[^\n]/g, ''));
  const titles = prose.match(/^# .+$/gm) ?? [];
  if (titles.length !== 1 || !text.startsWith('# ')) return [[1, 'a document begins with its one title, "# Title"']];
  const isDecision = /^docs\/decisions\/(?!README)/.test(path);
  return isDecision && holders(text).length === 0 ? [[1, 'a decision names its test – "Held by: path.test.ts"']] : [];
}

/** The files that a decision record names as its guard. */
const holders = (text: string): string[] =>
  [...(text.match(/^(?:\*\*)?Held by:(.*)$/m)?.[1] ?? '').matchAll(/[\w./-]+\.test\.ts/g)].map(([path]) => path);

function codeFaults(path: string, { imports, names, phrases, functions, comments }: Parsed): Fault[] {
  const found: Fault[] = [];
  const ban = (bans: Ban[], text: string, line: number) => {
    const broken = bans.find(({ what, except }) => what.test(text) && !except.test(path));
    if (broken !== undefined) found.push([line, `${text} – ${broken.instead}`]);
  };
  for (const { text, line } of phrases) ban(bannedPhrases, text, line);
  for (const { from, names: imported, line } of imports) {
    if (/^(node:)?crypto$/.test(from)) for (const name of imported) ban(bannedImports, name, line);
  }
  for (const { name, line, role } of names) if (role === 'declared') ban(emptyNames, name, line);
  for (const { name, line, lines } of functions) {
    if (lines > functionLinesMax) found.push([line, `${name} has ${lines} lines – at most ${functionLinesMax}`]);
  }
  for (const { text, line } of comments) {
    if (promisesToSelf.test(text)) found.push([line, 'a promise to oneself – do it, or open an issue']);
  }
  return found;
}

const capability = /^server\/[^/]+\/([^/]+)\/\1\.ts$/;

/** The documents that capability folders lack: `server/identity/access/access.ts` promises `access.md` beside it. */
export function missingDocuments(files: SourceFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  return [...paths]
    .filter((path) => capability.test(path) && !/\/testing\//.test(path))
    .map((path) => path.replace(/\.ts$/, '.md'))
    .filter((path) => !paths.has(path));
}

/** The tests that decision records name although they are not there, as `record names test`. */
export function missingHolders(files: SourceFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  return files
    .filter(({ path }) => /^docs\/decisions\/(?!README).*\.md$/.test(path))
    .flatMap(({ path, text }) =>
      holders(text)
        .filter((holder) => !paths.has(posix.normalize(holder)))
        .map((holder) => `${path} is held by ${holder}, which does not exist`),
    );
}

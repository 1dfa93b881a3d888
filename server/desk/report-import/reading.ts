/** Reads a document whose shape somebody else decides, member by member, and knows afterwards what nobody read. */

export interface Reader {
  /** A text that is not empty; numbers as they are written. Of another kind, it stays unread. */
  text(...path: readonly string[]): string | undefined;
  moment(...path: readonly string[]): Date | undefined;
  /** Whether it is there and true. */
  flag(...path: readonly string[]): boolean;
  /** Below a member, which need not be there. */
  at(...path: readonly string[]): Reader;
  /** Each place of a list; none where there is no list. */
  list(...path: readonly string[]): Reader[];
  /** Undefined where nothing stands. */
  json(): string | undefined;
  /** Of what stands here and was not read: JSON Pointers (RFC 6901), `*` for each place of a list, without doubles. */
  unread(): string[];
}

export const unreadMax = 200;
/** What lies deeper counts as one. */
const depthMax = 50;

export const readerOf = (document: unknown): Reader => readerAt(document, '', new Set());

const isMembers = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

function readerAt(value: unknown, pointer: string, read: Set<string>): Reader {
  const memberAt = (path: readonly string[]): unknown =>
    path.reduce<unknown>((at, name) => (isMembers(at) && Object.hasOwn(at, name) ? at[name] : undefined), value);
  const pointerAt = (path: readonly string[]): string => [pointer, ...path.map(escaped)].join('/');
  const at = (...path: readonly string[]): Reader => readerAt(memberAt(path), pointerAt(path), read);
  const text = (...path: readonly string[]): string | undefined => {
    const found = memberAt(path);
    if (typeof found !== 'string' && typeof found !== 'number') return undefined;
    read.add(pointerAt(path));
    const written = String(found).replaceAll('\0', '');
    return written.trim() === '' ? undefined : written;
  };
  return {
    ...{ text, at },
    moment(...path) {
      const found = Date.parse(text(...path) ?? '');
      return Number.isNaN(found) ? undefined : new Date(found);
    },
    flag(...path) {
      const found = memberAt(path);
      if (typeof found === 'boolean') read.add(pointerAt(path));
      return found === true;
    },
    list(...path) {
      const found = memberAt(path);
      return Array.isArray(found) ? found.map((_, place) => at(...path, String(place))) : [];
    },
    json: () => JSON.stringify(value, undefined, 2) as string | undefined,
    unread: () => [...new Set(unreadIn(value, pointer, read))].slice(0, unreadMax),
  };
}

function* unreadIn(
  value: unknown,
  pointer: string,
  read: ReadonlySet<string>,
  shown = '',
  depth = 0,
): Generator<string> {
  if (read.has(pointer) || value === null || value === undefined || value === '') return;
  if (!isMembers(value) || depth === depthMax) {
    yield shown;
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    const place = Array.isArray(value) ? '*' : escaped(name);
    yield* unreadIn(member, `${pointer}/${escaped(name)}`, read, `${shown}/${place}`, depth + 1);
  }
}

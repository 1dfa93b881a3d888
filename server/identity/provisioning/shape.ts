/** Which attributes an answer has: `attributes` and `excludedAttributes` (RFC 7644, 3.9). */
import type { ScimShown } from '#contract/provisioning.ts';
import { plainName } from './filter.ts';

const ALWAYS: ReadonlySet<string> = new Set(['schemas', 'id']);

const namesIn = (list: string | undefined): string[] =>
  (list ?? '')
    .split(',')
    .map((name) => plainName(name.trim()))
    .filter((name) => name !== '');

/** Whether an attribute, or a part of it, is in the answer. */
export function isShown(name: string, { attributes, excludedAttributes }: ScimShown): boolean {
  const [wanted, unwanted] = [namesIn(attributes), namesIn(excludedAttributes)];
  if (wanted.length > 0) return wanted.some((one) => one === name || one.startsWith(`${name}.`));
  return !unwanted.includes(name);
}

/** The resource with what was asked for of it. */
export function shaped<Resource extends object>(resource: Resource, asked: ScimShown): Resource {
  const [wanted, unwanted] = [namesIn(asked.attributes), namesIn(asked.excludedAttributes)];
  if (wanted.length === 0 && unwanted.length === 0) return resource;
  const entries = Object.entries(resource).flatMap(([key, value]): [string, unknown][] => {
    const name = key.toLowerCase();
    if (ALWAYS.has(name)) return [[key, value]];
    if (!isShown(name, asked)) return [];
    const isPartShown = (part: string): boolean =>
      wanted.length > 0
        ? wanted.includes(name) || wanted.includes(`${name}.${part}`)
        : !unwanted.includes(`${name}.${part}`);
    return [[key, withParts(value, isPartShown)]];
  });
  return Object.fromEntries(entries) as Resource;
}

function withParts(value: unknown, isPartShown: (part: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => withParts(one, isPartShown));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([part]) => isPartShown(part.toLowerCase())));
}

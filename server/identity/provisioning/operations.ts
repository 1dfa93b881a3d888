/** What a directory sends, before it is known whether it is about a person or a group. */
import { limits } from '#platform/limits.ts';
import { plainName } from './filter.ts';
import { invalidPath, invalidSyntax, invalidValue, noTarget, tooMuchAtOnce } from './refusals.ts';

export type Sent = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  /** Undefined: the value is an object of attributes. */
  readonly path: string | undefined;
  readonly value: unknown;
}

const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:patchop';

export const isObject = (value: unknown): value is Sent =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An attribute of an object, whatever the case of its name. */
export const attributeOf = (sent: Sent, name: string): unknown =>
  Object.entries(sent).find(([key]) => plainName(key) === name)?.[1];

/** The operations of a PATCH, in their order; Entra ID writes `Add` and `Replace`. */
export function readOperations(sent: Sent): Operation[] {
  const schemas = attributeOf(sent, 'schemas');
  const isPatch =
    Array.isArray(schemas) && schemas.some((one) => typeof one === 'string' && one.toLowerCase() === PATCH_SCHEMA);
  if (!isPatch) throw invalidSyntax('schemas');
  const operations = attributeOf(sent, 'operations');
  if (!Array.isArray(operations) || operations.length === 0) throw invalidSyntax('Operations');
  const { operationsMax } = limits.provisioning;
  if (operations.length > operationsMax) throw tooMuchAtOnce({ says: `at most ${operationsMax} operations` });
  return operations.map(readOperation);
}

function readOperation(sent: unknown, at: number): Operation {
  if (!isObject(sent)) throw invalidSyntax(`operation ${at + 1}`);
  const given = attributeOf(sent, 'op');
  const op = typeof given === 'string' ? given.toLowerCase() : undefined;
  if (op !== 'add' && op !== 'replace' && op !== 'remove') throw invalidSyntax(`op of operation ${at + 1}`);
  const path = attributeOf(sent, 'path') ?? '';
  if (typeof path !== 'string') throw invalidPath(`operation ${at + 1}`);
  const value = attributeOf(sent, 'value');
  if (op === 'remove' && path === '') throw noTarget(`operation ${at + 1}`);
  if (op !== 'remove' && value === undefined) throw invalidValue(`value of operation ${at + 1}`);
  if (op !== 'remove' && path === '' && !isObject(value)) throw invalidValue(`value of operation ${at + 1}`);
  return { op, path: path === '' ? undefined : path, value };
}

/** A text in the bounds of an attribute; undefined for none, or an empty one. */
export function readText(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || /\p{Cc}/u.test(value) || !value.isWellFormed()) throw invalidValue(name);
  const text = value.trim();
  if (text.length > limits.provisioning.textCharactersMax) throw invalidValue(name);
  return text === '' ? undefined : text;
}

/** A truth, which Entra ID sends as `"True"`. */
export function readTruth(value: unknown, name: string): boolean {
  const said = typeof value === 'string' ? value.toLowerCase() : value;
  if (said === true || said === 'true') return true;
  if (said === false || said === 'false') return false;
  throw invalidValue(name);
}

import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { DecodeUnsafe } from 'typebox/value';
import { invalidRequest } from './refusals.ts';

// Otherwise every decoding sorts the variants of every union in the schema anew. Ours stand in the right order.
Settings.Set({ unionPrioritySort: false });

/** Checks and decodes one part of the request; text from addresses is converted to numbers and booleans first. */
export function reader(schema: TSchema | undefined, part: string, isText: boolean): (value: unknown) => unknown {
  if (!schema) {
    return (value) => {
      if (part === 'body' && value !== undefined && value !== null) {
        throw invalidRequest({ errors: [{ at: '', says: 'This route takes no body.' }] });
      }
      return undefined;
    };
  }
  const validator: Validator = Compile(schema);
  return (value) => {
    const given = isText ? validator.Convert(value) : value;
    if (!validator.Check(given)) throw invalidRequest({ errors: errorsOf(validator, given, part) });
    // `Decode` would clone, convert, clean and check again what was checked just now: 40 times the cost.
    return DecodeUnsafe({}, schema, given);
  };
}

const errorsOf = (validator: Validator, value: unknown, part: string): { at: string; says: string }[] =>
  validator
    .Errors(value)
    .slice(0, 10)
    .map((error) => ({ at: `/${part}${error.instancePath}`, says: error.message }));

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The value of a JSON text in UTF-8; throws on anything else. An empty body is undefined. */
export function parseJson(body: Buffer): unknown {
  const text = utf8.decode(body);
  return text === '' ? undefined : JSON.parse(text);
}

/** What the form says, whether it came as it was or inside an encrypted message: one reader for both. */
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { ReportFields } from '#contract/desk-intake.ts';
import type { GivenFile, Understood } from '../cases/cases.ts';
import { boundaryOf, type FormPart, partsOf } from './multipart.ts';

const ours = Compile(ReportFields);
const FIELDS = Object.keys(ReportFields.properties) as (keyof ReportFields)[];

/** What was typed; a field that was left empty is not there. Lines end as people end them. */
export function fieldsIn(parts: readonly FormPart[]): Partial<Record<keyof ReportFields, string>> {
  const typed = parts
    .filter(({ name, fileName }) => fileName === undefined && (FIELDS as string[]).includes(name))
    .map(({ name, content }): [string, string] => [name, content.toString('utf8').replaceAll('\r\n', '\n').trim()]);
  return Object.fromEntries(typed.filter(([, text]) => text !== ''));
}

export const filesIn = (parts: readonly FormPart[]): GivenFile[] =>
  parts.flatMap(({ fileName, content }) => (fileName ? [{ name: fileName, content }] : []));

/** The first field that is missing or is not as the form asks for it. */
export function faultIn(fields: object): keyof ReportFields | undefined {
  if (ours.Check(fields)) return undefined;
  const missing = FIELDS.find((name) => !(name in fields) && !Type.IsOptional(ReportFields.properties[name]));
  const wrong = ours.Errors(fields).map(({ instancePath }) => instancePath.slice(1));
  return missing ?? FIELDS.find((name) => wrong.includes(name)) ?? 'text';
}

/** Undefined: it is not our form. */
export function readForm(body: Buffer, type: string | undefined): Understood | undefined {
  const boundary = boundaryOf(type);
  const parts = boundary === undefined ? [] : partsOf(body, boundary);
  const fields: object = fieldsIn(parts);
  return ours.Check(fields) ? understoodOf(fields, filesIn(parts)) : undefined;
}

function understoodOf(fields: ReportFields, files: GivenFile[]): Understood {
  const { affected, title, text, name, address, mayBeNamed, until } = fields;
  const reporter = {
    ...(name === undefined ? {} : { name }),
    ...(address === undefined ? {} : { address }),
    ...(mayBeNamed === undefined ? {} : { mayBeNamed: true }),
  };
  return {
    ...{ title, files, text: affected === undefined ? text : `Affected: ${affected}\n\n${text}` },
    ...(name === undefined && address === undefined ? {} : { reporter }),
    ...(until === undefined ? {} : { until: new Date(`${until}T00:00:00Z`) }),
  };
}

/** What an encrypted report holds: a content type, an empty line, and the form as it would have been sent. */
export function readEntity(content: Buffer): Understood | undefined {
  const end = content.subarray(0, 400).indexOf('\r\n\r\n');
  const type = /^content-type:\s*([^\r\n]+)/i.exec(content.toString('latin1', 0, Math.max(0, end)))?.[1];
  return readForm(content.subarray(end + 4), type);
}

/** A form with files as browsers send it (RFC 7578), cut into its parts without a copy of any. */
import { deskLimits } from '../limits.ts';

export interface FormPart {
  readonly name: string;
  /** Only of files; empty where none was chosen. */
  readonly fileName?: string;
  readonly content: Buffer;
  /** Where it stands in the body, its delimiter included. */
  readonly from: number;
  readonly to: number;
}

const BOUNDARY = /^multipart\/form-data\s*;(?:.*;)?\s*boundary="?([0-9A-Za-z'()+_,./:=?-]{1,70})"?\s*(?:;|$)/i;

/** The boundary in a content type; undefined if it is of another type. */
export const boundaryOf = (type = ''): string | undefined => BOUNDARY.exec(type)?.[1];

/** The parts that are there whole; of a body that was cut off those before the cut. */
export function partsOf(body: Buffer, boundary: string): FormPart[] {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const parts: FormPart[] = [];
  // The first delimiter needs no line before it.
  let from = body.indexOf(delimiter.subarray(2)) === 0 ? -2 : body.indexOf(delimiter);
  while (from >= -2 && parts.length < deskLimits.intake.partsMax) {
    const start = from + delimiter.length;
    const head = body.indexOf('\r\n\r\n', start);
    const to = head < 0 ? -1 : body.indexOf(delimiter, head + 2);
    if (body.toString('latin1', start, start + 2) !== '\r\n' || to < 0) break;
    if (head - start > deskLimits.intake.partHeaderBytesMax) break;
    const named = namesIn(body.toString('utf8', start, head));
    if (named) parts.push({ ...named, content: body.subarray(head + 4, Math.max(head + 4, to)), from, to });
    from = to;
  }
  return parts;
}

function namesIn(headers: string): Pick<FormPart, 'name' | 'fileName'> | undefined {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(headers)?.[1] ?? '';
  const name = /;?\s*\bname="([^"]*)"/i.exec(disposition)?.[1];
  const fileName = /;\s*filename="([^"]*)"/i.exec(disposition)?.[1];
  if (name === undefined) return undefined;
  return { name: unescaped(name), ...(fileName === undefined ? {} : { fileName: unescaped(fileName) }) };
}

/** The three signs that browsers do not send as they are. */
const unescaped = (name: string): string => name.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n');

/** The body without this part. */
export const withoutPart = (body: Buffer, { from, to }: FormPart): Buffer =>
  Buffer.concat([body.subarray(0, Math.max(0, from)), body.subarray(from < 0 ? to + 2 : to)]);

import type { Ts } from '#contract/ids.ts';
import type { FileReference, Note } from '#contract/workspace.ts';
import type { Compartment } from '#platform/vault/vault.ts';

/** What a linked page says of itself. Without a title it was taken away, and the link does not get one again. */
export interface BodyCard {
  /** Within its message. */
  readonly id: number;
  readonly url: string;
  readonly title?: string;
  readonly description?: string;
  readonly site?: string;
  /** How large its image is, in pixels, if it has one. */
  readonly image?: { readonly width: number; readonly height: number };
}

/** What is sealed of a message: everything that somebody wrote. `v` is the version of this shape. */
export interface Body {
  readonly v: 1;
  /** Markdown with mention tokens in Slack's shape (`<@U…>`, `<#C…>`, `<!here>`). */
  readonly text: string;
  readonly note?: Note;
  readonly files?: readonly FileReference[];
  readonly cards?: readonly BodyCard[];
}

export const sealBody = (compartment: Compartment, ts: Ts, body: Body): Buffer =>
  compartment.seal(String(ts), 'body', JSON.stringify(body));

export function openBody(compartment: Compartment, ts: Ts, sealed: Buffer): Body {
  const body = JSON.parse(compartment.open(String(ts), 'body', sealed)) as Body;
  if (body.v !== 1) throw new Error('A message was written by a newer Wardroom.');
  return body;
}

/** Earlier texts are sealed for their own place, so that none can be passed off as the present one. */
export const sealEdit = (compartment: Compartment, ts: Ts, edit: number, text: string): Buffer =>
  compartment.seal(String(ts), `edit ${edit}`, text);

export const openEdit = (compartment: Compartment, ts: Ts, edit: number, sealed: Buffer): string =>
  compartment.open(String(ts), `edit ${edit}`, sealed);

/**
 * What is written in a case of the security desk and not sent yet: on this device alone. The server, which keeps drafts
 * of conversations, never has it, and at the sign-out it is gone.
 */

export interface CasePlace {
  readonly member: string;
  readonly case: string;
  readonly audience: 'reporter' | 'team';
}

const keysOf = (member: string): string => `wardroom.case-draft.${member}.`;
const keyOf = ({ member, case: id, audience }: CasePlace): string => `${keysOf(member)}${id}.${audience}`;

/** Empty where nothing is written. A browser that keeps nothing has none. */
export function keptCaseDraft(place: CasePlace): string {
  try {
    return localStorage.getItem(keyOf(place)) ?? '';
  } catch {
    return '';
  }
}

/** With every key; an empty text removes it. */
export function keepCaseDraft(place: CasePlace, text: string): void {
  try {
    if (text === '') localStorage.removeItem(keyOf(place));
    else localStorage.setItem(keyOf(place), text);
  } catch {
    // Then it is there until the page is left.
  }
}

/** All of this member, at the sign-out. */
export function forgetCaseDrafts(member: string): void {
  const kept = globalThis.localStorage;
  if (kept) for (const key of Object.keys(kept)) if (key.startsWith(keysOf(member))) kept.removeItem(key);
}

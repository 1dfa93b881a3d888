/** Deeds that may be refused: what went wrong is told at the edge of the page, where nothing nearer can tell it. */
import { toast } from '#parts/toast.tsx';
import { Refusal, Unreachable } from '#sync/api.ts';
import { PasskeyTrouble } from '#sync/passkeys.ts';

/** The words for what happened, fit to be shown; faults of our own are thrown on. */
export function wordsFor(fault: unknown): string {
  if (fault instanceof Refusal) return fault.title;
  if (fault instanceof Unreachable) return 'The server did not answer. Nothing was changed here; try again.';
  if (fault instanceof PasskeyTrouble) return fault.message;
  throw fault;
}

/** True when it was done. */
export async function attempt(deed: Promise<unknown>): Promise<boolean> {
  try {
    await deed;
    return true;
  } catch (fault) {
    toast(wordsFor(fault));
    return false;
  }
}

/** For a dialog of confirmation: undefined when it was done, or else what to tell. */
export async function outcome(deed: Promise<unknown>): Promise<string | undefined> {
  try {
    await deed;
    return undefined;
  } catch (fault) {
    return wordsFor(fault);
  }
}

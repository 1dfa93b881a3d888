import { toast } from '#parts/toast.tsx';

/** Puts the text where the browser keeps what is copied, and says `words`, or that it could not. */
export function copied(text: string, words: string): void {
  navigator.clipboard.writeText(text).then(
    () => toast(words),
    () => toast('The browser did not allow copying. Nothing was copied: select it, and copy it by hand.'),
  );
}

/** The answer to a report: the case and its passphrase in the place that the page has for them. */
import { momentInWords } from '#contract/desk-clocks.ts';
import type { ReceivedReport } from '#contract/desk-intake.ts';

const fill = (name: string): HTMLElement | null => document.querySelector<HTMLElement>(`[data-fill="${name}"]`);

export function showReceived(answer: ReceivedReport, passphrase: string): void {
  const [form, received] = [document.getElementById('report'), document.getElementById('received')];
  if (!form || !received) return;
  const texts = { case: answer.case, passphrase };
  for (const [name, text] of Object.entries(texts)) {
    const place = fill(name);
    if (place) place.textContent = text;
  }
  fill('next')?.replaceChildren(
    ...answer.next.map(({ says, by }) => {
      const line = document.createElement('li');
      line.textContent = `${says}: by ${momentInWords(Date.parse(by), 'UTC')}.`;
      return line;
    }),
  );
  const link = fill('link');
  if (link instanceof HTMLAnchorElement) link.search = `?case=${answer.case}`;
  [form.hidden, received.hidden] = [true, false];
  document.title = document.title.replace(/^[^·]*/, `${answer.case} received `);
  received.querySelector('h1')?.focus();
}

/** Copying and printing, where a script can do it. */
export function withButtons(): void {
  const [copy, print] = ['copy', 'print'].map((name) => document.querySelector<HTMLElement>(`[data-${name}]`));
  const said = document.querySelector('[data-said]');
  if (print) {
    print.hidden = false;
    print.addEventListener('click', () => globalThis.print());
  }
  if (!copy || !('clipboard' in navigator)) return;
  copy.hidden = false;
  copy.addEventListener('click', () => {
    const text = `${fill('case')?.textContent}\n${fill('passphrase')?.textContent}`;
    void navigator.clipboard.writeText(text).then(
      () => said?.replaceChildren('Copied.'),
      () => said?.replaceChildren('The browser did not allow it. Copy it by hand.'),
    );
  });
}

/** What is moved in the sidebar is drawn anew elsewhere: the focus goes along. */

/** A moment later, when it is drawn; where its section is folded, the section gets it. */
export function focusLine(channel: string, section: string): void {
  later(() => {
    const line = document.querySelector<HTMLElement>(`[data-line="${channel}"]`);
    if (line) line.focus();
    else focusNow(section);
  });
}

export const focusSection = (section: string, which: 'heading' | 'menu' = 'heading'): void =>
  later(() => focusNow(section, which));

function focusNow(section: string, which: 'heading' | 'menu' = 'heading'): void {
  const button = which === 'menu' ? '[aria-haspopup=menu]' : 'h2 button';
  document.querySelector<HTMLElement>(`[data-section="${section}"] ${button}`)?.focus();
}

const later = (run: () => void): void => void requestAnimationFrame(() => requestAnimationFrame(run));

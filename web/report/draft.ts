/**
 * What is typed, kept on the device until it is sent. The passphrase is kept with it: a browser that stops half-way and
 * sends again sends the same report. Files are not kept.
 */
const FIELDS = ['affected', 'title', 'text', 'name', 'address', 'until'] as const;
const settleMs = 400;

interface Draft {
  readonly passphrase: string;
  readonly typed: Partial<Record<(typeof FIELDS)[number], string>>;
}

/** Without it, as in a window that keeps nothing, there is no draft. */
function storage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

function read(place: string): Draft | undefined {
  try {
    const kept = JSON.parse(storage()?.getItem(place) ?? 'null') as Partial<Draft> | null;
    return kept?.typed && typeof kept.passphrase === 'string' ? (kept as Draft) : undefined;
  } catch {
    return undefined;
  }
}

export function keepDraft(form: HTMLFormElement): { forget(): void } {
  const place = `wardroom-report ${new URL(form.action).pathname}`;
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement | HTMLTextAreaElement | null;
  const secret = field('passphrase');
  const hint = form.querySelector<HTMLElement>('[data-draft]');
  const button = form.querySelector<HTMLButtonElement>('[data-forget]');
  const show = (isKept: boolean): void => {
    if (button) button.hidden = !isKept;
  };
  const kept = read(place);
  if (storage() && hint) hint.hidden = false;
  // What came back with a refusal is newer than the draft.
  const isEmpty = FIELDS.every((name) => !field(name)?.value);
  if (kept && isEmpty && secret) {
    secret.value = kept.passphrase;
    for (const name of FIELDS) {
      const place = field(name);
      if (place) place.value = kept.typed[name] ?? '';
    }
  }
  show(kept !== undefined);
  let later: ReturnType<typeof setTimeout> | undefined;
  const stopWaiting = (): void => {
    clearTimeout(later);
    later = undefined;
  };
  const keep = (): void => {
    stopWaiting();
    const typed = Object.fromEntries(FIELDS.map((name) => [name, field(name)?.value ?? '']));
    try {
      storage()?.setItem(place, JSON.stringify({ passphrase: secret?.value, typed }));
      show(true);
    } catch {
      // The device is full: then there is no draft.
    }
  };
  form.addEventListener('input', () => {
    stopWaiting();
    later = setTimeout(keep, settleMs);
  });
  addEventListener('pagehide', () => {
    if (later !== undefined) keep();
  });
  const forget = (): void => {
    stopWaiting();
    storage()?.removeItem(place);
    show(false);
  };
  button?.addEventListener('click', () => {
    forget();
    form.reset();
    field('title')?.focus();
  });
  return { forget };
}

/**
 * Colours and density, as chosen on this device. Applied when this file is loaded: it is the first import of a
 * document, which is not painted before its script has run.
 */

export interface Look {
  theme: 'system' | 'light' | 'dark';
  density: 'comfortable' | 'compact';
}

const key = 'wardroom.look';
const usual: Look = { theme: 'system', density: 'comfortable' };

/** What was kept, word by word; anything else is as if it were not there. */
export function parseLook(kept: string | null): Look {
  const words = (kept ?? '').split(' ');
  return {
    theme: (['light', 'dark'] as const).find((theme) => words.includes(theme)) ?? usual.theme,
    density: words.includes('compact') ? 'compact' : usual.density,
  };
}

/** A browser that keeps nothing, as some do in private windows, has the usual look. */
export function readLook(): Look {
  try {
    return parseLook(localStorage.getItem(key));
  } catch {
    return usual;
  }
}

export function setLook(look: Look): void {
  try {
    localStorage.setItem(key, `${look.theme} ${look.density}`);
  } catch {
    // Then it holds until the page is left.
  }
  apply(look);
}

function apply({ theme, density }: Look): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
  dataset.density = density;
}

if (typeof document === 'object') apply(readLook());

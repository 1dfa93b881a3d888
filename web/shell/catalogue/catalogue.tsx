/**
 * All parts on one page, for looking at them: `bin/node node_modules/vite/bin/vite.js --config web/vite.config.ts`,
 * then `/catalogue.html`. The build leaves it out.
 */
import '#parts/base.css';
import { type JSX, StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { RadioGroup } from '#parts/field.tsx';
import { listen } from '#parts/keyboard.ts';
import { readLook, setLook } from '#parts/theme.ts';
import { Toasts } from '#parts/toast.tsx';
import s from './catalogue.module.css';
import { Floating } from './floating.tsx';
import { Forms } from './forms.tsx';
import { Shown } from './shown.tsx';
import { Texts } from './texts.tsx';

function Catalogue(): JSX.Element {
  const [look, choose] = useState(readLook);
  const change = (part: Partial<typeof look>) => {
    const next = { ...look, ...part };
    setLook(next);
    choose(next);
  };
  return (
    <main>
      <h1 className="vh">Parts</h1>
      <div className={s.looks}>
        <RadioGroup
          label="Theme"
          segment
          value={look.theme}
          onChange={(theme) => change({ theme })}
          options={[
            { value: 'system', label: 'As the device' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
        <RadioGroup
          label="Density"
          segment
          value={look.density}
          onChange={(density) => change({ density })}
          options={[
            { value: 'comfortable', label: 'Comfortable' },
            { value: 'compact', label: 'Compact' },
          ]}
        />
      </div>
      <div className={s.grid}>
        <Forms />
        <Floating />
        <Shown />
        <Texts />
      </div>
      <Toasts />
    </main>
  );
}

const root = document.getElementById('root');
if (root) {
  listen();
  createRoot(root).render(
    <StrictMode>
      <Catalogue />
    </StrictMode>,
  );
}

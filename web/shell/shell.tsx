/** The workspace in the browser: what stands around the screens. */
import '#parts/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Icon } from '#parts/icon.tsx';

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <main>
        <h1>
          <Icon sign="home" /> Wardroom
        </h1>
      </main>
    </StrictMode>,
  );

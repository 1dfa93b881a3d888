/** The workspace in the browser: what stands around the screens. */
import '#parts/theme.ts';
import '#parts/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openWorkspace } from '#sync/workspace.ts';
import { App } from './app.tsx';
import { installWorker } from './offline.ts';

const slug = /^\/t\/([^/]+)/.exec(location.pathname)?.[1] ?? '';
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App slug={slug} workspace={openWorkspace({ slug })} />
    </StrictMode>,
  );
}

void installWorker();

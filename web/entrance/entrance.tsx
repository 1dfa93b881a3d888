/** What is seen before one is signed in: first run, sign-in, invitations, links that came by mail. */
import '../parts/base.css';
import { render } from 'preact';

const root = document.getElementById('root');
if (root) render(<h1>Wardroom</h1>, root);

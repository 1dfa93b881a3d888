/** API tokens as one's own pages and the administration show them: what a new one is to reach, and what one reaches. */
export { ChangeTokenDialog, NewTokenDialog } from './token-dialog.tsx';
export { scopesFor } from './token-fields.tsx';
export { Reach, SecretDialog, Until, Used } from './token-words.tsx';

/** Who has access to an account, and what was tried: what one's own pages and the administration show alike. */
export { AccessLog } from './access-log.tsx';
export { AccessTable } from './access-table.tsx';
export { factorOf, meansOf } from './reasons.ts';

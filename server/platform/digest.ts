import { createHash } from 'node:crypto';

/** SHA-256, for secrets that are random and long: what is stored of them tells nothing, and no salt is needed. */
export const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

import { createApi, Refusal } from '#sync/api.ts';
import type {} from './routes.ts';

let isInside = false;

/** This window has shown the console: whoever loses it has to be told. */
export const noteInside = (): void => {
  isInside = true;
};

/** Of who has signed in whole: when that has ended, its page leads to where one signs in. */
export const api = createApi({ onSignedOut: () => location.assign(isInside ? '/signin?ended' : '/signin') });

/** Of who is signing in, where no answer is an end. */
export const doorApi = createApi();

/** To another document: what asked for it stays busy until it is gone. */
export function goTo(path: string): Promise<never> {
  location.assign(path);
  return new Promise(() => {});
}

export const isRefusedWith = (thrown: unknown, code: string): boolean =>
  thrown instanceof Refusal && thrown.code === code;

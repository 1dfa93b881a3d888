import type { Scope, Token } from '#contract/tokens.ts';
import { DAY_MS, deviceClock } from '#sync/clock.ts';

/** What is chosen for a token; `days` empty: no end, undefined: as long as is usual in the team. */
export interface Wish {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly days?: string | undefined;
  readonly networks: string;
}

/** How many days a token lasts unless something else is said. */
export const usual = 90;

export const freshWish: Wish = { name: '', scopes: [], networks: '' };

export const bodyOf = ({ name, scopes, days, networks }: Wish) => ({
  name: name.trim(),
  scopes: [...scopes],
  networks: networksIn(networks),
  ...(days === undefined ? {} : { expiresAt: endIn(days) }),
});

const endIn = (days: string): string | null =>
  days === '' ? null : new Date(deviceClock.now() + Number(days) * DAY_MS).toISOString();

const networksIn = (text: string): string[] => text.split(/[\s,]+/).filter((part) => part !== '');

/** One from before there were scopes reaches all that could be given. */
const reached = ({ scopes }: Token, offered: readonly Scope[]) => (scopes as readonly Scope[] | undefined) ?? offered;

export const wishOf = (token: Token, offered: readonly Scope[]): Wish => ({
  ...{ name: token.name, scopes: reached(token, offered), networks: token.networks.join(', ') },
});

export interface TokenChange {
  name?: string;
  scopes?: Scope[];
  networks?: string[];
}

/** What differs; undefined: nothing does. A new name alone asks for no proof. */
export function changeOf(token: Token, offered: readonly Scope[], wish: Wish): TokenChange | undefined {
  const [name, networks] = [wish.name.trim(), networksIn(wish.networks)];
  const areSame = (one: readonly string[], other: readonly string[]): boolean =>
    one.length === other.length && one.every((each) => other.includes(each));
  const change = {
    ...(name === token.name ? {} : { name }),
    ...(areSame(wish.scopes, reached(token, offered)) ? {} : { scopes: [...wish.scopes] }),
    ...(areSame(networks, token.networks) ? {} : { networks }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

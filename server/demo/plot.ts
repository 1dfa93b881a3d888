/** Who talks where, about what, and how much of all that is said is said there. */
export interface Place {
  readonly kind: 'public' | 'private' | 'direct' | 'group';
  readonly name: string;
  readonly topic: string;
  readonly purpose: string;
  readonly themes: readonly string[];
  /** Among the cast, by their place in it; nobody named means everybody who is no guest. */
  readonly people: readonly number[] | 'all';
  /** How much is said here compared with the other places. */
  readonly weight: number;
  readonly isArchived?: boolean;
}

const named = (
  kind: 'public' | 'private',
  name: string,
  topic: string,
  themes: string,
  weight: number,
  people: Place['people'] = 'all',
): Place => ({
  kind,
  name,
  topic,
  purpose: `${topic} Invented for the demo.`,
  themes: themes.split(' '),
  people,
  weight,
});

const talk = (themes: string, weight: number, ...people: number[]): Place => ({
  kind: people.length > 2 ? 'group' : 'direct',
  name: '',
  topic: '',
  purpose: '',
  themes: themes.split(' '),
  people,
  weight,
});

export const PLACES: readonly Place[] = [
  named('public', 'workshop', 'What is built, and what breaks.', 'work work planning', 20),
  named('public', 'orders', 'Every order from the first call to the last lorry.', 'orders', 18),
  named('public', 'support', 'Questions of customers. Say when one is yours.', 'support', 16),
  named('public', 'design', 'Sketches are welcome before they are good.', 'design', 10),
  named('public', 'website', 'The catalogue, the shop, the handbook.', 'design support', 6),
  named('public', 'fairs', 'Where we show our lamps.', 'planning orders', 5),
  named('public', 'lunch', 'Food, bicycles, concerts.', 'lunch', 8),
  named(
    'public',
    'project-aurora',
    'The next lamp, from idea to first batch.',
    'work design planning',
    9,
    [0, 1, 2, 3, 4, 5, 9, 12, 14, 22],
  ),
  { ...named('public', 'fair-last-year', 'Over and done.', 'planning', 2), isArchived: true },
  named('private', 'finance', 'Numbers before they are public.', 'planning orders', 4, [0, 1, 2, 11]),
  named('private', 'hiring', 'Names stay in here.', 'planning', 2, [0, 1, 7, 13]),
  talk('work lunch', 2, 3, 4),
  talk('orders planning', 2, 0, 1),
  talk('support', 1, 6, 22),
  talk('design lunch', 1, 5, 9),
  talk('planning lunch', 2, 2, 10, 15, 19),
];

import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';

export const passwordLength = problem<{ charactersMin: number; charactersMax: number }>(
  'passwords/length',
  422,
  'The password is too short or too long. A few unrelated words make a good one.',
);
export const passwordWeak = problem<{ advice: string[] }>(
  'passwords/weak',
  422,
  'The password is easy to guess. Use a few unrelated words, or let a password manager choose.',
);

const SCORE_MIN = 3;
// The estimate runs on the only thread there is and its time grows faster than the length: these two keep the worst
// input near 0.1 s. A password that is strong in its beginning is strong.
const ESTIMATED_CHARACTERS_MAX = 48;
const LEET_SUBSTITUTIONS_MAX = 12;

/**
 * Refuses a new password that is short, long or easy to guess (zxcvbn score below 3 of 4). `about` are words that
 * others associate with the person: name, address, team. Throws `passwordLength` or `passwordWeak`.
 */
export async function checkPassword(password: string, about: readonly string[]): Promise<void> {
  const { charactersMin, charactersMax } = limits.passwords;
  const characters = [...password.normalize('NFC')];
  const fits = characters.length >= charactersMin && characters.length <= charactersMax;
  // A lone surrogate has no UTF-8 of its own: two different passwords would have one hash.
  if (!fits || !password.isWellFormed()) throw passwordLength({ charactersMin, charactersMax });
  estimator ??= loadEstimator();
  const words = about.flatMap((phrase) => [phrase, ...phrase.split(/[^\p{L}\p{N}]+/u)]).filter(Boolean);
  const { score, feedback } = (await estimator).check(characters.slice(0, ESTIMATED_CHARACTERS_MAX).join(''), words);
  if (score >= SCORE_MIN) return;
  throw passwordWeak({ advice: [feedback.warning ?? '', ...feedback.suggestions].filter(Boolean) });
}

let estimator: Promise<ZxcvbnFactory> | undefined;

/** The word lists are large and needed only when somebody chooses a password. */
async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
    l33tMaxSubstitutions: LEET_SUBSTITUTIONS_MAX,
  });
}

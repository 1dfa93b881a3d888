/** What one password hash costs at the policy in force; the engine makes no difference. */
import { createPasswords, PASSWORD_POLICY } from '#identity/passwords/passwords.ts';
import { systemRandom } from '#platform/random.ts';
import type { Figure } from './question.ts';

const hashes = 8;

export async function password(): Promise<Figure[]> {
  const passwords = createPasswords(PASSWORD_POLICY, systemRandom);
  const before = process.cpuUsage();
  const start = performance.now();
  for (let count = 0; count < hashes; count++) await passwords.hash('tide pool lantern seven');
  const { user, system } = process.cpuUsage(before);
  return [
    { what: 'argon2id, one after the other', value: (performance.now() - start) / hashes, unit: 'ms' },
    { what: 'CPU per hash', value: (user + system) / 1000 / hashes, unit: 'ms' },
    { what: 'memory per hash', value: PASSWORD_POLICY.memoryKib / 1024, unit: 'MiB' },
  ];
}

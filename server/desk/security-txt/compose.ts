/** What a security.txt says (RFC 9116). */
import type { DeskPolicy } from '#contract/desk-policy.ts';

export interface Said {
  readonly policy: Pick<DeskPolicy, 'address' | 'languages'>;
  /** Where the team's public pages are, without a slash at the end: the first one is meant, the text stands at each. */
  readonly places: readonly [string, ...string[]];
  readonly hasKey: boolean;
}

/** Times in it are whole seconds. */
export function securityText({ policy: { address, languages }, places, hasKey }: Said, expires: Date): string {
  const [place] = places;
  return [
    `Contact: mailto:${encodeURI(address)}`,
    `Contact: ${place}/security`,
    `Expires: ${expires.toISOString().replace(/\.\d+Z$/, 'Z')}`,
    ...(hasKey ? [`Encryption: ${place}/security/key.asc`] : []),
    `Acknowledgments: ${place}/security/thanks`,
    `Preferred-Languages: ${languages.join(', ')}`,
    ...places.map((at) => `Canonical: ${at}/.well-known/security.txt`),
    `Policy: ${place}/security/policy`,
    '',
  ].join('\n');
}

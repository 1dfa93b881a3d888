/** Words that tell readers of a public repository that a commit mends a weakness. */

/** In English, in any case, with their endings: what PyCA and Django tell their committers to leave out, and more. */
const GENERAL = [
  ...[
    'CVE-\\d{4}-\\d+',
    'GHSA(?:-[0-9a-z]{4}){3}',
    'DESK-\\d+',
    'vulnerab\\w*',
    'exploit\\w*',
    'security (?:fix|issue|hole|bug)\\w*',
  ],
  ...[
    'embargo\\w*',
    'XSS',
    'CSRF',
    'SSRF',
    'RCE',
    'SQL ?injection',
    'code injection',
    'buffer overflow',
    'use.after.free',
  ],
  ...[
    'privilege escalation',
    'path traversal',
    'auth(?:entication|orization)? bypass',
    'denial of service',
    'zero.day',
    'proof of concept',
  ],
];

/** `own`: what only who knows the case could write, such as its CVE ID; each is read as it stands. */
export function giveawaysIn(own: readonly string[]): (text: string) => string | undefined {
  const escaped = own
    .filter((word) => word.trim() !== '')
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![0-9a-z])(?:${[...escaped, ...GENERAL].join('|')})(?![0-9a-z])`, 'iu');
  return (text) => pattern.exec(text)?.[0];
}

/**
 * Why the server closes a socket. Codes of 1000–1015 are those of RFC 6455 (section 7.4.1) and its registry, 4000–4999
 * are ours; a client decides by the code whether to come back, the sentence is for the person who reads a log.
 * Not in this table because `ws` sends them itself: 1002 (broken frame), 1007 (text that is not UTF-8) and 1009 (text
 * too long).
 */
export const closeCodes = {
  goingAway: { code: 1001, reason: 'The server is going away: come back and resume by number.' },
  binaryRefused: { code: 1003, reason: 'Only text frames are understood here.' },
  fault: { code: 1011, reason: 'The server failed at this request: come back and resume by number.' },
  tryAgainLater: { code: 1013, reason: 'The log cannot be read just now: come back later and resume by number.' },
  signedOut: { code: 4001, reason: 'Signed out: sign in again.' },
  notAllowed: { code: 4003, reason: 'No longer allowed.' },
  rightsChanged: { code: 4004, reason: 'What you may see has changed: come back and resume by number.' },
  slow: { code: 4008, reason: 'Too slow to take what was sent: come back and resume by number.' },
  protocolError: { code: 4009, reason: 'What was sent was not understood.' },
  tooMany: { code: 4029, reason: 'Too many frames or connections: come back later.' },
} as const;

export type CloseCause = keyof typeof closeCodes;

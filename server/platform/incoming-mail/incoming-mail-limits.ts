import { MINUTE_MS, SECOND_MS } from '../clock.ts';

export const incomingMailLimits = {
  connectionsMax: 100,
  /** Of one network; a mail server in front is none. */
  perNetworkMax: 10,
  recipientsMax: 50,
  /** RFC 5321, 4.5.3.2.7. */
  idleMs: 5 * MINUTE_MS,
  connectionMs: 20 * MINUTE_MS,
  closeMs: 5 * SECOND_MS,
  lineBytesMax: 4 * 1024,
  heloCharactersMax: 255,
} as const;

import pino from 'pino';

export type Log = pino.Logger;

/** Structured log on standard output. Secrets and content have no field; what slips into one of these is masked. */
export const createLog = (level: string): Log =>
  pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'token',
        'password',
        'authorization',
        'cookie',
        '*.token',
        '*.password',
        '*.authorization',
        '*.cookie',
        'err.parameters',
        'err.detail',
        'err.where',
      ],
      censor: '(masked)',
    },
  });

import { problem } from '../problem.ts';

export const invalidRequest = problem<{ errors: { at: string; says: string }[] }>(
  'http/invalid-request',
  400,
  'The request does not have the form that this route expects. Each error names a place and what it says.',
);
export const malformedJson = problem('http/malformed-json', 400, 'The body is not JSON in UTF-8. Nothing was done.');
export const badRequest = problem('http/bad-request', 400, 'The request could not be read. Nothing was done.');
export const tooSlow = problem('http/too-slow', 408, 'The request took too long to arrive. Send it again.');
export const bodyTooLarge = problem<{ bytesMax: number }>(
  'http/body-too-large',
  413,
  'The body is larger than this route accepts. Send less.',
);
export const notJson = problem('http/not-json', 415, 'This route takes application/json.');
export const noSuchRoute = problem(
  'http/no-such-route',
  404,
  'There is nothing at this address. See /v1/openapi.json.',
);
export const methodNotAllowed = problem('http/method-not-allowed', 405, 'This address does not take that method.');
export const signInNeeded = problem('http/sign-in-needed', 401, 'Sign in first, or send a token that is still valid.');
export const notAllowed = problem<{ permission: string }>(
  'http/not-allowed',
  403,
  'Your role does not allow this. An admin of the team can.',
);
export const foreignOrigin = problem(
  'http/foreign-origin',
  403,
  'The request came from another site. Open Wardroom itself and try again.',
);
export const fault = problem(
  'http/fault',
  500,
  'Something failed on our side. Nothing was changed. Give the operator the request id below.',
);
export const shuttingDown = problem('http/shutting-down', 503, 'The server is restarting. Try again in a moment.');

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyReply } from 'fastify';
import { limits } from '../limits.ts';
import { Problem } from '../problem.ts';
import { REFUSAL_PAGE_POLICY, refusalPage, wantsPage } from './refusal-page.ts';
import { badRequest, bodyTooLarge, fault, malformedJson, notJson, tooSlow } from './refusals.ts';

const problemDocument = (problem: Problem, requestId: string): object => ({
  type: `urn:wardroom:problem:${problem.code}`,
  title: problem.title,
  status: problem.status,
  instance: requestId,
  ...problem.detail,
});

/** The refusal that an error means: Fastify's own in our words; anything else is a fault of ours, shown bare. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error as Problem;
  const { code, statusCode } = error as Partial<FastifyError>;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return bodyTooLarge({ bytesMax: limits.http.bodyBytesMax });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return notJson();
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return malformedJson();
    default:
      return typeof statusCode === 'number' && statusCode < 500 ? badRequest() : fault();
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem, requestId: string): FastifyReply {
  if (problem.status === 416) reply.header('content-range', `bytes */${(problem.detail as { bytes: number }).bytes}`);
  const { method, headers } = reply.request;
  if (wantsPage(method, headers.accept)) {
    return askedToWait(reply, problem)
      .code(problem.status)
      .header('content-security-policy', REFUSAL_PAGE_POLICY)
      .type('text/html; charset=utf-8')
      .serializer(String)
      .send(refusalPage(problem, requestId));
  }
  return sendRefusal(reply, 'application/problem+json', problem, problemDocument(problem, requestId));
}

/** Answers with this body in place of the route's own. */
export function sendRefusal(reply: FastifyReply, mediaType: string, problem: Problem, body: object): FastifyReply {
  return askedToWait(reply, problem).code(problem.status).type(mediaType).serializer(JSON.stringify).send(body);
}

function askedToWait(reply: FastifyReply, { status, detail }: Problem): FastifyReply {
  const { retryAfterSeconds = 1 } = detail as { retryAfterSeconds?: number };
  return status === 503 || status === 429 ? reply.header('retry-after', String(retryAfterSeconds)) : reply;
}

/** Answers on the bare connection, where there is no reply object (yet), and ends it; then calls `ended`. */
export function endWithProblem(socket: Duplex, problem: Problem, requestId: string, ended?: () => void): void {
  const body = JSON.stringify(problemDocument(problem, requestId));
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\ncontent-type: application/problem+json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    ended,
  );
}

/**
 * For what is no HTTP, or came too slowly to be one request. The connection is closed and not only ended: who sends one
 * byte now and then could keep the other half of it open.
 */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  endWithProblem(socket, error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? tooSlow() : badRequest(), '', () =>
    socket.destroy(),
  );
}

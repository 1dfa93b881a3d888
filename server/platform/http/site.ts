/**
 * The built client: documents that carry a fresh nonce in every answer, and assets that never change under their name.
 * Documents hold nothing of anybody, so they need no sign-in.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, posix } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Random } from '../random.ts';
import { invalidRequest, noSuchRoute } from './refusals.ts';

/** Which document answers at which addresses; the first that fits. */
export interface Page {
  readonly file: string;
  readonly paths: readonly string[];
  /** Those of them to which pages of other sites may post a form, whose fields the document then carries. */
  readonly posted?: readonly string[];
}

interface Asset {
  readonly type: string;
  /** By content coding; `identity` is always there. */
  readonly bodies: ReadonlyMap<string, Buffer>;
}

export interface Site {
  readonly pages: readonly (Page & { readonly text: string })[];
  /** By path below the site. */
  readonly assets: ReadonlyMap<string, Asset>;
}

const NONCE = /\bNONCE\b/g;
/** Where the document carries what was posted to it, as a query, for its own script to go on with. */
const POSTED = /(<meta name="posted" content=")(")/;
const nonceBytes = 16;
const FORM = 'application/x-www-form-urlencoded';
const NO_FORM = 'must be the fields of a form';

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};
/** As the build lays them beside a file, best first. */
const codings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** Only scripts that bear the nonce, and what they load; no string ever becomes a script or markup. */
const contentPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob:",
    "media-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types wardroom',
  ].join('; ');

/** A service worker asks this server, and loads nothing else. */
const WORKER_POLICY = "default-src 'none'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types";

/** Reads the whole build into memory, or gives undefined where there is none. */
export function openSite(folder: string, pages: readonly Page[]): Site | undefined {
  const paths = filesBelow(folder);
  if (paths === undefined) return undefined;
  const assets = new Map<string, Asset>();
  for (const path of paths) {
    const type = types[extname(path)];
    if (type === undefined) continue;
    const bodies = new Map([['identity', readFileSync(join(folder, path))]]);
    for (const [coding, suffix] of codings) {
      if (paths.includes(path + suffix)) bodies.set(coding, readFileSync(join(folder, path + suffix)));
    }
    assets.set(path, { type, bodies });
  }
  return { assets, pages: pages.map((page) => ({ ...page, text: readFileSync(join(folder, page.file), 'utf8') })) };
}

function filesBelow(folder: string): string[] | undefined {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => posix.join(entry.parentPath.slice(folder.length + 1).replaceAll('\\', '/'), entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function addSite(fastify: FastifyInstance, { pages, assets }: Site, random: Random): void {
  const answer = (reply: FastifyReply, text: string): FastifyReply => {
    const nonce = random.bytes(nonceBytes).toString('base64');
    return reply
      .header('content-security-policy', contentPolicy(nonce))
      .type('text/html; charset=utf-8')
      .send(text.replaceAll(NONCE, nonce));
  };
  for (const { paths, posted = [], text } of pages) {
    for (const url of paths) fastify.get(url, (_request, reply) => answer(reply, text));
    for (const url of posted) {
      fastify.post(url, { config: { form: 'elsewhere' } }, ({ body, headers }, reply) => {
        if (!headers['content-type']?.startsWith(FORM))
          throw invalidRequest({ errors: [{ at: '/body', says: NO_FORM }] });
        // Encoded so, the fields hold no character that ends an attribute, and none of which NONCE could be made.
        const fields = new URLSearchParams(body as Record<string, string>).toString().replaceAll('NONCE', 'NONC%45');
        return answer(
          reply,
          text.replace(POSTED, (_whole, before, after) => before + escapeAmpersands(fields) + after),
        );
      });
    }
  }
  fastify.get('/assets/*', (request, reply) => {
    return sendAsset(request, reply.header('cache-control', 'public, max-age=31536000, immutable'), assets);
  });
  // Files at the top have no digest in their name, such as the service worker: asked for anew every time.
  for (const path of assets.keys()) {
    if (path.includes('/')) continue;
    fastify.get(`/${path}`, (request, reply) =>
      sendAsset(
        request,
        reply.header('cache-control', 'no-cache').header('content-security-policy', WORKER_POLICY),
        assets,
      ),
    );
  }
}

const escapeAmpersands = (query: string): string => query.replaceAll('&', '&amp;');

function sendAsset(request: FastifyRequest, reply: FastifyReply, assets: Site['assets']): FastifyReply {
  const asset = assets.get(request.url.split('?')[0]?.slice(1) ?? '');
  if (!asset) throw noSuchRoute();
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const coding = codings.find(([name]) => asset.bodies.has(name) && new RegExp(`\\b${name}\\b`).test(accepted))?.[0];
  if (coding) reply.header('content-encoding', coding);
  return reply
    .header('vary', 'accept-encoding')
    .type(asset.type)
    .send(asset.bodies.get(coding ?? 'identity'));
}

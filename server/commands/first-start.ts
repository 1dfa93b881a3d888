/**
 * The first start, before there is a team: a link that only who sees the server's output knows. The token itself is
 * nowhere on disk; the link is dead as soon as there is a team, and each start makes a new one.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import { everyTeam } from '#identity/teams/teams.ts';
import type { Config } from '#platform/config.ts';
import { type AnyActor, noSuchRoute, type Reply, type Route, routesFor } from '#platform/http/http.ts';
import { systemRandom } from '#platform/random.ts';
import type { Units } from '#platform/work.ts';
import type { App } from '#server/main.ts';

export const setupTokenPath = (config: Config): string => join(config.dataFolder, 'setup-token');

/** The path of the link for the first start; undefined once there is a team. */
export async function newSetupLink(app: App): Promise<string | undefined> {
  if (await hasTeam(app.units)) {
    await rm(setupTokenPath(app.config), { force: true });
    return undefined;
  }
  const token = systemRandom.bytes(24).toString('base64url');
  await rm(setupTokenPath(app.config), { force: true });
  await writeFile(setupTokenPath(app.config), hashOf(token), { mode: 0o600 });
  return `/setup?token=${token}`;
}

const { longRoute } = routesFor<string, AnyActor>();

export const setupRoutes = (config: Config): Route[] => [
  longRoute(
    'GET /setup',
    {
      may: 'anyone',
      says: 'Explains how to make the first team, to who has the link of the first start.',
      query: Type.Object({ token: Type.String({ maxLength: 100 }) }, { additionalProperties: false }),
      reply: Type.String(),
    },
    async (units, { query }): Promise<Reply<string>> => {
      const kept = await readFile(setupTokenPath(config), 'utf8').catch(() => '');
      const given = hashOf(query.token);
      const matches = kept.length === given.length && timingSafeEqual(Buffer.from(kept), Buffer.from(given));
      if (!matches || (await hasTeam(units))) throw noSuchRoute();
      return { body: PAGE, headers: { 'content-type': 'text/html; charset=utf-8' } };
    },
  ),
];

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

async function hasTeam(units: Units): Promise<boolean> {
  for await (const _team of everyTeam(units)) return true;
  return false;
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Set up Wardroom</title>
<h1>Set up Wardroom</h1>
<p>Wardroom runs, and has no team yet. Make the first one on the machine it runs on, while it runs:</p>
<pre>printf '%s\\n' 'a long password of your own' &gt; password.txt
bin/wardroom setup --team 'Acme' --slug acme \\
  --owner-name 'Ada Lovelace' --owner-email ada@example.com --password-file password.txt
rm password.txt</pre>
<p>This page is gone as soon as there is a team.</p>
</html>
`;

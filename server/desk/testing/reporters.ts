/** Reporters at the pages of a desk: browsers without scripts, which send forms and keep a cookie. */
import assert from 'node:assert/strict';
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import { HOUR_MS } from '#platform/clock.ts';
import { until } from '#platform/testing/waiting.ts';
import type { openDesk } from './public-desk.ts';

export interface Own {
  readonly name: string;
  readonly passphrase: string;
  /** Of the desk's API. */
  readonly path: string;
}

export interface Page {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Of a desk that has a policy, and whose owner coordinates. */
export function reportersOf({ base, owner, team, clock, done }: Awaited<ReturnType<typeof openDesk>>) {
  /** A report that was read, and that the owner coordinates. */
  async function reported(title = 'A guest reads drafts', address?: string): Promise<Own> {
    clock.advance(HOUR_MS);
    const form = new FormData();
    form.append('title', title);
    form.append('text', 'The steps');
    if (address !== undefined) form.append('address', address);
    form.append('files', new Blob(['poc']), 'poc.html');
    const answer = await (await fetch(`${base}/security/report`, { method: 'POST', body: form })).text();
    const [, name = ''] = /data-fill="case">(DESK-\d+)</.exec(answer) ?? [];
    const [, passphrase = ''] = /data-fill="passphrase">([^<]+)</.exec(answer) ?? [];
    const { cases } = done(await owner.get('/v1/desk/cases?limit=200'));
    const { id } = cases.find((one: { name: string }) => one.name === name);
    const path = `/v1/desk/cases/${id}`;
    done(await owner.put(`${path}/entry`, { terms: EMBARGO_TERMS.version, reason: 'On duty' }));
    done(await owner.put(`${path}/coordinator`, { coordinator: team.owner.id, reason: 'Mine' }));
    await until('it is read', async () => done(await owner.post(`${path}/openings`)).raw.state === 'read');
    return { name, passphrase, path };
  }

  /** A browser without scripts: forms with the origin of our pages, cookies in their path. */
  function browser(at = '') {
    let cookie = '';
    const send = async (path: string, init: RequestInit = {}): Promise<Page> => {
      const answer = await fetch(`${base}${at}/security/case${path}`, {
        ...{ redirect: 'manual', ...init },
        headers: { ...(cookie === '' ? {} : { cookie }), ...(init.method ? { origin: base } : {}), ...init.headers },
      });
      const set = answer.headers.get('set-cookie');
      if (set) cookie = set.split(';')[0] ?? '';
      return { status: answer.status, text: await answer.text(), headers: answer.headers };
    };
    return {
      get: (path = '') => send(path),
      post: (path: string, fields: Record<string, string> = {}) =>
        send(path, { method: 'POST', body: new URLSearchParams(fields) }),
      letter: (text: string, files: Record<string, string> = {}) => {
        const body = new FormData();
        body.append('text', text);
        for (const [name, content] of Object.entries(files)) body.append('files', new Blob([content]), name);
        return send('/letters', { method: 'POST', body });
      },
      send,
      holds: () => cookie,
    };
  }

  async function signedIn({ name, passphrase }: Own, at = '') {
    const tab = browser(at);
    const { status } = await tab.post('/sign-in', { case: name, passphrase });
    assert.equal(status, 303);
    return tab;
  }
  return { reported, browser, signedIn };
}

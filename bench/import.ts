/** How fast a Slack export comes in: one team, 200 people, ten channels with threads, reactions and mentions. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channel, person, post, zipOf } from '#slack/testing/synthetic-export.ts';
import type { Figure } from './question.ts';
import type { Stage } from './stage.ts';
import { createTexts } from './texts.ts';

const messages = 50_000;
const channels = 10;
const people = 200;
const messagesPerDay = 1_000;
const daySeconds = 86_400;
/** 2023-11-14, midnight. */
const firstSecond = 1_699_920_000;

export async function importing(stage: Stage): Promise<Figure[]> {
  const { team } = await stage.people();
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-bench-import-'));
  try {
    const path = join(folder, 'export.zip');
    writeFileSync(path, await zipOf(exportFiles()));
    const before = await stage.cost();
    const { messages: imported, ms } = await stage.ask('import', { team, path });
    const after = await stage.cost();
    const [serverMs, postgresMs] = [after.serverMs - before.serverMs, after.postgresMs - before.postgresMs];
    return [
      { what: 'messages', value: imported, unit: '' },
      { what: 'imported', value: (imported * 1000) / ms, unit: 'messages/s' },
      { what: 'CPU of the server per message', value: (serverMs * 1000) / imported, unit: 'µs' },
      { what: 'CPU of PostgreSQL per message', value: (postgresMs * 1000) / imported, unit: 'µs' },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function exportFiles(): Record<string, unknown> {
  const text = createTexts(2);
  const ids = Array.from({ length: people }, (_, at) => `UPERSON${at}`);
  const of = (at: number): string => ids[at % people] ?? '';
  const names = Array.from({ length: channels }, (_, at) => `imported-${at}`);
  const files: Record<string, unknown> = {
    'users.json': ids.map((id, at) => person(id, `imported-${at}`)),
    'channels.json': names.map((name, at) => channel(`CIMPORTED${at}`, name, ids)),
  };
  for (const [at, name] of names.entries()) {
    for (let from = 0; from < messages / channels; from += messagesPerDay) {
      const second = firstSecond + (from / messagesPerDay) * daySeconds;
      const day = new Date(second * 1000).toISOString().slice(0, 10);
      files[`${name}/${day}.json`] = Array.from({ length: messagesPerDay }, (_, line) => {
        const ts = `${second + line}.000100`;
        const said = line % 20 === 0 ? `<@${of(line + at)}> ${text()}` : text();
        return post(ts, of(line * 7 + at), said, {
          ...(line % 5 === 3 ? { thread_ts: `${second + line - (line % 50)}.000100` } : {}),
          ...(line % 10 === 5 ? { reactions: [{ name: 'wave', users: [of(line), of(line + 1)] }] } : {}),
        });
      });
    }
  }
  return files;
}

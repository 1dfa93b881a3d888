import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { problem } from '../problem.ts';
import { createMetrics, serveMetrics } from './metrics.ts';

const refused = problem('test/refused-unit', 409, 'No.');

const get = (port: number, path: string, host: string): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject).end();
  });

test('requests, jobs, units of work and read numbers are counted by route, job and outcome', async () => {
  const metrics = createMetrics();
  metrics.answered('GET', '/v1/teams/:team', 200, 0.002);
  metrics.answered('GET', '/v1/teams/:team', 500, 0.002);
  metrics.attempted('nightly', 'failed', 1);
  const outcomes = [async () => {}, () => Promise.reject(refused()), () => Promise.reject(new TypeError('oops'))];
  for (const outcome of outcomes) {
    await metrics
      .measured({ open: () => outcome() as Promise<never> })
      .open('deployment', async () => {})
      .catch(() => {});
  }
  metrics.read({ sockets: 'Open sockets.' }, async () => ({ sockets: 3 }));
  const text = await metrics.text();
  for (const line of [
    'wardroom_http_seconds_count{method="GET",route="/v1/teams/:team",status="200"} 1',
    'wardroom_faults_total 1',
    'wardroom_job_seconds_count{job="nightly",outcome="failed"} 1',
    'wardroom_unit_seconds_count{outcome="committed"} 1',
    'wardroom_unit_seconds_count{outcome="refused"} 1',
    'wardroom_unit_seconds_count{outcome="failed"} 1',
    'wardroom_sockets 3',
  ]) {
    assert.ok(text.includes(`${line}\n`), `${line} is missing`);
  }
  assert.match(text, /process_resident_memory_bytes/);
});

test('the numbers are served on loopback under a loopback name only', async () => {
  const listener = await serveMetrics(createMetrics(), 0);
  const local = `127.0.0.1:${listener.port}`;
  assert.equal((await get(listener.port, '/metrics', local)).status, 200);
  assert.equal((await get(listener.port, '/', local)).status, 404);
  assert.equal((await get(listener.port, '/metrics', 'rebound.example')).status, 404);
  await listener.close();
});

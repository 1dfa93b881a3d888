/**
 * Numbers for the operator's Prometheus. The danger: a label that carries what people wrote or who they are, and
 * numbers that a stranger can read. The principle: labels are routes, jobs and outcomes, a closed set each; they are
 * served on loopback only, away from the API.
 */
import { createServer } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Problem } from '../problem.ts';
import type { Units } from '../work.ts';

export interface Metrics {
  answered(method: string, route: string, status: number, seconds: number): void;
  attempted(job: string, outcome: 'done' | 'failed', seconds: number): void;
  /** An outgoing request: what for, and what became of it. */
  reached(purpose: string, outcome: string, seconds: number): void;
  /** The same units, counted and timed. */
  measured(units: Units): Units;
  /** Numbers that are read when somebody asks. `says` has a sentence for each; its name begins with `wardroom_`. */
  read<Name extends string>(
    says: Readonly<Record<Name, string>>,
    numbers: () => Numbers<Name> | Promise<Numbers<Name>>,
  ): void;
  /** The text format of Prometheus. */
  text(): Promise<string>;
}

type Numbers<Name extends string> = Readonly<Record<Name, number>>;

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const registers = [registry];
  const readers: (() => Promise<void>)[] = [];
  const answered = new Histogram({
    name: 'wardroom_http_seconds',
    help: 'How long requests took, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const attempted = new Histogram({
    name: 'wardroom_job_seconds',
    help: 'How long attempts of jobs took, by job and outcome.',
    labelNames: ['job', 'outcome'],
    buckets: [...SECONDS, 60, 600],
    registers,
  });
  const reached = new Histogram({
    name: 'wardroom_egress_seconds',
    help: 'How long outgoing requests took, by purpose and outcome.',
    labelNames: ['purpose', 'outcome'],
    buckets: [...SECONDS, 30],
    registers,
  });
  const faults = new Counter({
    name: 'wardroom_faults_total',
    help: 'Requests that failed on our side.',
    registers,
  });

  return {
    answered(method, route, status, seconds) {
      answered.observe({ method, route, status }, seconds);
      if (status === 500) faults.inc();
    },
    attempted: (job, outcome, seconds) => attempted.observe({ job, outcome }, seconds),
    reached: (purpose, outcome, seconds) => reached.observe({ purpose, outcome }, seconds),
    measured: measuring(registers),
    read(says, numbers) {
      const gauges = Object.entries<string>(says).map(([name, help]) => {
        return [name, new Gauge({ name: `wardroom_${name}`, help, registers })] as const;
      });
      readers.push(async () => {
        const now: Readonly<Record<string, number>> = await numbers();
        for (const [name, gauge] of gauges) gauge.set(now[name] ?? 0);
      });
    },
    async text() {
      await Promise.all(readers.map((read) => read()));
      return await registry.metrics();
    },
  };
}

function measuring(registers: Registry[]): Metrics['measured'] {
  const opened = new Histogram({
    name: 'wardroom_unit_seconds',
    help: 'How long units of work took, by outcome.',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers,
  });
  return (units) => ({
    async open(scope, use) {
      const end = opened.startTimer();
      try {
        const result = await units.open(scope, use);
        end({ outcome: 'committed' });
        return result;
      } catch (error) {
        end({ outcome: error instanceof Problem && error.status < 500 ? 'refused' : 'failed' });
        throw error;
      }
    },
  });
}

/** Answers `GET /metrics` on loopback; returns the port and how to stop. */
export async function serveMetrics(metrics: Metrics, port: number): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    // A name that resolves to loopback would let a page in the operator's browser read the answer.
    const isLocal = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? '');
    if (request.method !== 'GET' || request.url !== '/metrics' || !isLocal) {
      response.writeHead(404).end();
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

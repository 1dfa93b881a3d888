import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { baseMetrics, type Metric, RATED_VERSIONS, scoreOf, vectorOf, wordOf } from './desk-severity.ts';
import { SSVC_POINTS, type SsvcAnswers, urgencyOf, utilityOf } from './desk-urgency.ts';

/** Vectors with the scores that FIRST and Red Hat compute; they lie beside the repository and are never committed. */
const repository = join(import.meta.dirname, '..');
const folder = [
  process.env.WARDROOM_SHARED_DATA,
  join(repository, '../shared/data'),
  join(repository, '../../shared/data'),
]
  .filter((path) => path !== undefined)
  .map((path) => join(path, 'cvss'))
  .find(existsSync);
const skip = folder === undefined && 'The vectors of CVSS are not on this machine; see WARDROOM_SHARED_DATA.';

const scored = (vector: string) => {
  const read = scoreOf(vector);
  assert.equal(read.kind, 'scored', `${vector}: ${JSON.stringify(read)}`);
  return read.kind === 'scored' ? read.score : assert.fail();
};

const linesOf = (file: string): string[] =>
  readFileSync(join(folder ?? '', file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');

test('every vector of Red Hat from 3.0 on has the score that is written beside it', { skip }, (t) => {
  let count = 0;
  for (const file of readdirSync(folder ?? '').filter((name) => /^redhat_vectors_.*[^2]\.txt$/.test(name))) {
    for (const line of linesOf(file)) {
      const [vector = '', expected = ''] = line.split(' - ');
      // Before 4.0: of the base, with threats, with surroundings; the whole takes in what is there.
      const known = [...expected.matchAll(/-?\d+(?:\.\d+)?/g)].map(([number]) => Math.abs(Number(number)));
      const { base, overall } = scored(vector);
      const isOne = vector.startsWith('CVSS:4.0');
      const hasSurroundings = /\/(CR|IR|AR|M[A-Z]{1,2}):[^X]/.test(vector);
      if (!isOne) assert.equal(base, known[0], `${file}: ${vector}`);
      assert.equal(overall, known[isOne ? 0 : hasSurroundings ? 2 : 1], `${file}: ${vector}`);
      count += 1;
    }
  }
  assert.ok(count > 6_000);
  t.diagnostic(`${count} vectors agree.`);
});

test('every macro vector of FIRST has its score and its word', { skip }, () => {
  const expected = linesOf('first_macro-scores');
  assert.equal(expected.length, 270);
  for (const line of expected) {
    const [, vector = '', score = '', word = ''] =
      /'vector': '([^']+)', 'score': ([\d.]+), 'severity': '(\w+)'/.exec(line) ?? [];
    const read = scored(vector);
    assert.equal(read.overall, Number(score), vector);
    assert.equal(read.word, word.toLowerCase(), vector);
  }
});

test('a vector that lacks a metric of the base has no score, and is told which one', () => {
  assert.deepEqual(scoreOf('CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N'), { kind: 'incomplete', missing: ['A'] });
  const whole = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:L/VA:N/SC:N/SI:N/SA:N';
  for (const metric of baseMetrics('4.0')) {
    const without = whole.split('/').filter((part) => !part.startsWith(`${metric.short}:`));
    assert.deepEqual(scoreOf(without.join('/')), { kind: 'incomplete', missing: [metric.short] });
  }
  assert.equal(scoreOf('CVSS:4.0').kind, 'incomplete');
});

test('a vector with a metric or a value that is unknown or doubled is not read', () => {
  const wrong: [string, string][] = [
    ['CVSS:3.1/AV:N/AV:N', 'AV:N'],
    ['CVSS:3.1/AV:Q', 'AV:Q'],
    ['CVSS:3.1/AV', 'AV'],
    ['CVSS:3.1/av:N', 'av:N'],
    ['CVSS:3.1/AV:N:L', 'AV:N:L'],
    ['CVSS:3.1/AT:N', 'AT:N'],
    ['CVSS:5.0/AV:N', 'CVSS:5.0'],
    ['nothing', 'nothing'],
    ['', ''],
  ];
  for (const [vector, part] of wrong) assert.deepEqual(scoreOf(vector), { kind: 'unreadable', part });
  assert.equal(scoreOf(`CVSS:3.1${'/AV:N'.repeat(100)}`).kind, 'unreadable');
});

test('the editor offers every base metric with its values, and what is chosen makes a vector', () => {
  for (const version of RATED_VERSIONS) {
    const metrics: Metric[] = baseMetrics(version);
    assert.equal(metrics.length, version === '4.0' ? 11 : 8);
    for (const { name, says, values } of metrics) {
      assert.ok(name && says && values.length >= 2);
      assert.ok(values.every((value) => value.name && value.says && value.short !== 'X'));
    }
    const chosen = Object.fromEntries(metrics.map(({ short, values }) => [short, values[0]?.short ?? '']));
    const { vector } = scored(vectorOf(version, chosen));
    assert.equal(vector, vectorOf(version, chosen), 'in the canonical order');
  }
  assert.equal(vectorOf('3.1', { AC: 'L', AV: 'N' }), 'CVSS:3.1/AV:N/AC:L');
});

test('scores have the words that FIRST gives them', () => {
  const words = [0, 0.1, 3.9, 4, 6.9, 7, 8.9, 9, 10].map(wordOf);
  assert.deepEqual(words, ['none', 'low', 'low', 'medium', 'medium', 'high', 'high', 'critical', 'critical']);
});

test('how urgent a fix is follows from five answers, and never less from a worse one', () => {
  const order = ['defer', 'scheduled', 'out-of-cycle', 'immediate'];
  const keys = <Of extends keyof typeof SSVC_POINTS>(point: Of) =>
    Object.keys(SSVC_POINTS[point]) as (keyof (typeof SSVC_POINTS)[Of])[];
  const counts = new Map<string, number>();
  const all: SsvcAnswers[] = keys('exploitation').flatMap((exploitation) =>
    keys('automatable').flatMap((automatable) =>
      keys('valueDensity').flatMap((valueDensity) =>
        keys('technicalImpact').flatMap((technicalImpact) =>
          keys('publicSafety').map((publicSafety) => ({
            ...{ exploitation, automatable, valueDensity, technicalImpact, publicSafety },
          })),
        ),
      ),
    ),
  );
  for (const answers of all) {
    const here = order.indexOf(urgencyOf(answers));
    counts.set(urgencyOf(answers), (counts.get(urgencyOf(answers)) ?? 0) + 1);
    const worse: Partial<SsvcAnswers>[] = [
      { exploitation: 'active' },
      { automatable: 'yes' },
      { valueDensity: 'concentrated' },
      { technicalImpact: 'total' },
      { publicSafety: 'significant' },
    ];
    for (const change of worse) assert.ok(order.indexOf(urgencyOf({ ...answers, ...change })) >= here);
  }
  // Efficient utility comes twice among the 48: automatable, or dense in value.
  assert.deepEqual(Object.fromEntries(counts), { defer: 1, scheduled: 11, 'out-of-cycle': 19, immediate: 17 });
  assert.equal(utilityOf({ automatable: 'yes', valueDensity: 'diffuse' }), 'efficient');
});

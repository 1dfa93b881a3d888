/** How the deployment is. */
import type { JSX } from 'preact';
import type { Check, DeploymentState, Listener } from '#contract/operators.ts';
import { bytesInWords } from '#parts/bytes.ts';
import chip from '#parts/chip.module.css';
import { Loaded } from '../entrance/page.tsx';
import { api } from './api.ts';
import { Area, Part } from './frame.tsx';
import s from './operators.module.css';
import { Table } from './table.tsx';
import { countOf, momentOf } from './words.ts';

const freeBytesMin = 1_000_000_000;

export const Overview = (): JSX.Element => (
  <Area
    heading="The deployment"
    lead="From here nobody can read what a team writes: you see how the server is, in numbers."
  >
    <Loaded load={() => api.call('GET /v1/operator/deployment')}>{(state) => <State state={state} />}</Loaded>
    <Loaded load={() => api.call('GET /v1/operator/checks')}>{({ checks }) => <Checks checks={checks} />}</Loaded>
  </Area>
);

interface Sign {
  readonly name: string;
  readonly isWell: boolean;
  readonly says: string;
  /** What to do when it is not as it should be. */
  readonly remedy?: string;
}

/** What somebody has to look at, if anybody has. */
function signsOf({ disk, jobs, mail }: DeploymentState): Sign[] {
  return [
    {
      name: 'Disk',
      isWell: disk.freeBytes >= freeBytesMin,
      says: `${bytesInWords(disk.freeBytes)} of ${bytesInWords(disk.totalBytes)} are free`,
      remedy: 'Free some space: a full disk refuses every change.',
    },
    {
      name: 'Jobs',
      isWell: jobs.dead === 0,
      says: `${jobs.waiting} waiting, ${jobs.running} running, ${jobs.dead} given up`,
      remedy: 'The log says why they failed.',
    },
    mail.by === 'server'
      ? { name: 'Mail', isWell: true, says: 'A mail server takes it' }
      : {
          name: 'Mail',
          isWell: false,
          says:
            `No mail server is set: ${countOf(mail.kept, 'mail waits', 'mails wait')} in the folder` +
            (mail.newestAt === undefined ? '' : `, the newest since ${momentOf(mail.newestAt)}`),
          remedy: 'Set WARDROOM_SMTP_URL. What the mails say is not shown here: it leads into people’s accounts.',
        },
  ];
}

function State({ state }: { readonly state: DeploymentState }): JSX.Element {
  const facts: readonly [string, string][] = [
    ['Version', `${state.version}, on Node ${state.node}`],
    ['Running since', momentOf(state.startedAt)],
    ['Database', `${state.engine}, PostgreSQL ${state.storeVersion}, ${bytesInWords(state.storeBytes)}`],
    ['Files', state.files === 'folder' ? 'in the data folder' : 'in a bucket'],
    ['Open connections', countOf(state.sockets, 'device', 'devices')],
  ];
  return (
    <>
      <ul class={s.signs} aria-label="What to look at">
        {signsOf(state).map(({ name, isWell, says, remedy }) => (
          <li key={name} class={s.sign}>
            <p class={s.signHead}>
              <b>{name}</b>
              <span class={`${chip.chip} ${isWell ? chip.ok : chip.warn}`}>{isWell ? 'Well' : 'Look at it'}</span>
            </p>
            <p>{says}.</p>
            {!isWell && <p class={s.remedy}>{remedy}</p>}
          </li>
        ))}
      </ul>
      <Part name="What runs">
        <dl class={s.facts}>
          {facts.map(([word, value]) => (
            <div key={word}>
              <dt>{word}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Part>
      <Part
        name="Where it listens"
        about="These are all the ports of the server. The measurement below compares them with what the system says."
      >
        <div class={s.wide}>
          <Table
            caption="Listeners"
            columns={[
              { head: 'For', cell: ({ purpose }) => purposes[purpose] },
              {
                head: 'Address',
                cell: ({ host, port }) => <code>{`${host.includes(':') ? `[${host}]` : host}:${port}`}</code>,
              },
            ]}
            rows={state.listeners}
            keyOf={({ host, port }) => `${host} ${port}`}
          />
        </div>
      </Part>
    </>
  );
}

const purposes: Readonly<Record<Listener['purpose'], string>> = {
  workspace: 'The teams',
  mail: 'Mail to security desks',
  console: 'This console',
  metrics: 'Metrics',
};

function Checks({ checks }: { readonly checks: readonly Check[] }): JSX.Element {
  return (
    <Part name="What was measured" about="Behind each claim stands a measurement, and a way to check it without us.">
      <ul class={s.checks}>
        {checks.map(({ claim, says, value, kept, at, check }) => (
          <li key={claim} class={s.check}>
            <p class={s.signHead}>
              <b>{says}</b>
              <span class={`${chip.chip} ${kept ? chip.ok : chip.bad}`}>{kept ? 'Kept' : 'Not kept'}</span>
            </p>
            <p>
              {value}. <span class="meta">{momentOf(at)}</span>
            </p>
            <details>
              <summary>How to check it</summary>
              <p class={s.remedy}>{check}</p>
            </details>
          </li>
        ))}
      </ul>
    </Part>
  );
}

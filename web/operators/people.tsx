/** Who the operators are. Only to look at: accounts are the command line's. */
import type { JSX } from 'preact';
import type { Operator } from '#contract/operators.ts';
import chip from '#parts/chip.module.css';
import { Loaded } from '../entrance/page.tsx';
import { api } from './api.ts';
import { Area, Part } from './frame.tsx';
import s from './operators.module.css';
import { Table } from './table.tsx';
import { dayOf, momentOf } from './words.ts';

const states: Readonly<Record<Operator['state'], readonly [word: string, look: string | undefined]>> = {
  active: ['With a second factor', chip.ok],
  invited: ['Has not enrolled', chip.plain],
  disabled: ['Closed', chip.warn],
};

export const People = (): JSX.Element => (
  <Area
    heading="Operators"
    lead="Nobody makes or opens an account of an operator from a browser: that needs the machine itself."
  >
    <Loaded load={() => api.call('GET /v1/operator/operators')}>
      {({ operators }) => (
        <div class={s.wide}>
          <Table
            caption="Operators"
            columns={[
              { head: 'Name', cell: ({ name }) => <bdi>{name}</bdi> },
              {
                head: 'State',
                cell: ({ state }) => <span class={`${chip.chip} ${states[state][1]}`}>{states[state][0]}</span>,
              },
              { head: 'Since', cell: ({ createdAt }) => dayOf(createdAt) },
              { head: 'Last here', cell: ({ lastSeenAt }) => (lastSeenAt === undefined ? '–' : momentOf(lastSeenAt)) },
            ]}
            rows={operators}
            keyOf={({ id }) => id}
          />
        </div>
      )}
    </Loaded>
    <Part name="On the machine" about="Each of these is an entry in the deployment’s audit log.">
      <dl class={s.facts}>
        {commands.map(([command, says]) => (
          <div key={command}>
            <dt>
              <code>{command}</code>
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </Part>
  </Area>
);

const commands = [
  ['wardroom operator add --name NAME', 'makes an account and prints the link by which its holder enrols'],
  ['wardroom operator reset --name NAME', 'for who lost the app: takes password and factor, prints a new link'],
  ['wardroom operator disable --name NAME', 'closes an account at once; enable opens it again'],
] as const;

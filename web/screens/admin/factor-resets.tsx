import { type JSX, useRef } from 'react';
import { Button } from '#parts/button.tsx';
import { giveBack } from '#parts/focus.ts';
import { fullMoment } from '#parts/moments.ts';
import { Section } from '#parts/pane.tsx';
import { Table } from '#parts/table.tsx';
import { usePlace } from '#view/place.ts';
import { useResets } from './resets.ts';

export function FactorResets(): JSX.Element | null {
  const place = usePlace();
  const { resets = [], pendingOf, stop } = useResets();
  const rows = useRef<HTMLDivElement>(null);
  if (resets.length === 0) return null;
  const end = async (member: (typeof resets)[number]['member']): Promise<void> => {
    const home = rows.current?.closest('section') ?? null;
    // The row is gone with its button, and with the last one the section.
    if (await stop(member)) giveBack({ element: null, home });
  };
  return (
    <Section title="Lost factors" about="Resets that were begun. The member can stop one, and so can you.">
      <div ref={rows}>
        <Table
          caption="Resets under way"
          rows={resets}
          keyOf={({ member }) => member.id}
          columns={[
            { name: 'name', head: 'Name', heads: true, cell: ({ member }) => <bdi>{member.name}</bdi> },
            { name: 'due', head: 'To be removed', cell: ({ dueAt }) => fullMoment(Date.parse(dueAt), place) },
          ]}
          actions={({ member }) => (
            <Button
              kind="quiet"
              pending={pendingOf === member.id}
              aria-label={`Stop the reset of ${member.name}`}
              onClick={() => void end(member)}
            >
              Stop
            </Button>
          )}
        />
      </div>
    </Section>
  );
}

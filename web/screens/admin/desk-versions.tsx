import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { fullMoment } from '#parts/moments.ts';
import { Section } from '#parts/pane.tsx';
import { Table } from '#parts/table.tsx';
import { MemberName } from '#view/member.tsx';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';

export function DeskVersions(): JSX.Element | null {
  const { api } = useWorkspace();
  const place = usePlace();
  const { data } = useQuery({
    queryKey: ['desk versions'],
    queryFn: ({ signal }) => api.call('GET /v1/desk/policy/versions', { signal }),
  });
  if (!data) return null;
  return (
    <Section title="Versions" about="What was promised, and from when: every version stays.">
      <Table
        caption="Versions of the policy"
        rows={data.versions}
        keyOf={({ version }) => String(version)}
        columns={[
          { name: 'version', head: 'Version', heads: true, cell: ({ version }) => version },
          { name: 'by', head: 'Published by', cell: ({ setBy }) => <MemberName id={setBy} /> },
          { name: 'at', head: 'Published', cell: ({ setAt }) => fullMoment(Date.parse(setAt), place) },
        ]}
      />
    </Section>
  );
}

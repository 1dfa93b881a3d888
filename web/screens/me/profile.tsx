import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { Empty } from '#parts/empty.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { wordsFor } from '#view/attempt.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { About } from './about.tsx';
import { Email } from './email.tsx';
import { Picture } from './picture.tsx';

export function Profile(): JSX.Element {
  const { api } = useWorkspace();
  const fieldsVersion = useSelect((state) => state.profileFieldsVersion);
  const me = useQuery({ queryKey: ['me'], queryFn: ({ signal }) => api.call('GET /v1/me', { signal }) });
  const fields = useQuery({
    queryKey: ['profile fields', fieldsVersion],
    queryFn: ({ signal }) => api.call('GET /v1/profile-fields', { signal }),
  });
  const fault = me.error ?? fields.error;
  if (fault) return <Empty title="Your profile could not be loaded">{wordsFor(fault)}</Empty>;
  if (!me.data || !fields.data) return <Skeleton label="Loading your profile" shape="lines" />;
  const { member } = me.data;
  return (
    <>
      <Picture id={member.id} />
      <About member={member} fields={fields.data.fields} />
      {member.email !== undefined && <Email email={member.email} />}
    </>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { TextField } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { toast } from '#parts/toast.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { Form, useSending } from './form.tsx';

export function Password(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const email = useSelect(({ members, me }) => members.get(me ?? '')?.email);
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [isShown, setShown] = useState(false);
  const sending = useSending(async () => {
    await api.call('PUT /v1/me/password', { body: { current, password } });
    setCurrent('');
    setPassword('');
    toast('Your password is changed. Your other devices are signed out.');
    await queries.invalidateQueries({ queryKey: ['my sessions'] });
  }, 'current');
  return (
    <Section title="Password" about="Changing it signs out all your other devices at once; tokens stay.">
      <Form
        sending={sending}
        actions={
          <Button type="submit" pending={sending.isPending}>
            Change password
          </Button>
        }
      >
        {/* For password managers: whose password this is. */}
        <input type="email" autoComplete="username" value={email ?? ''} readOnly hidden />
        <TextField
          label="Current password"
          type="password"
          required
          autoComplete="current-password"
          value={current}
          onChange={({ target }) => setCurrent(target.value)}
          error={sending.faults.current}
        />
        <TextField
          label="New password"
          type={isShown ? 'text' : 'password'}
          required
          autoComplete="new-password"
          value={password}
          onChange={({ target }) => setPassword(target.value)}
          error={sending.faults.password}
          beside={
            <Button aria-pressed={isShown} onClick={() => setShown(!isShown)}>
              {isShown ? 'Hide' : 'Show'}
            </Button>
          }
        />
      </Form>
    </Section>
  );
}

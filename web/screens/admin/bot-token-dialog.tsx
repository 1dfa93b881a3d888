import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { RadioGroup, Select, TextField } from '#parts/field.tsx';
import type { Reply } from '#sync/api.ts';
import { NewTokenDialog, scopesFor } from '#view/token/token.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';

type Made = Reply<'POST /v1/bots/:member/tokens'>;

interface Props {
  readonly onMade: (made: Made) => Promise<void>;
  readonly onClose: () => void;
}

const fresh = 'new';
const botsMax = 200;

/** A token of a bot, which is chosen or made with it. */
export function BotTokenDialog({ onMade, onClose }: Props): JSX.Element {
  const { api } = useWorkspace();
  const permissions = useSelect((state) => state.permissions);
  const { data: policy } = useQuery({
    queryKey: ['token policy'],
    queryFn: ({ signal }) => api.call('GET /v1/token-policy', { signal }),
  });
  const [bot, setBot] = useState(fresh);
  const [named, setNamed] = useState({ name: '', handle: '' });
  const [actsFor, setActsFor] = useState<'bot' | 'team'>('bot');
  return (
    <NewTokenDialog
      title="New token of a bot"
      offered={scopesFor(permissions)}
      longestDays={policy?.longestDays}
      onMake={async (wanted) => {
        const member = bot === fresh ? (await api.call('POST /v1/bots', { body: named })).id : bot;
        // What is asked for a second time goes to the bot that is there by then.
        setBot(member);
        const body = { ...wanted, actsFor };
        await onMade(await api.call('POST /v1/bots/:member/tokens', { params: { member }, body }));
      }}
      onClose={onClose}
    >
      <BotChoice bot={bot} onChoose={setBot} />
      {bot === fresh && <BotNames named={named} onChange={setNamed} />}
      <RadioGroup
        label="Acts"
        value={actsFor}
        onChange={setActsFor}
        options={[
          { value: 'bot', label: 'As the bot', hint: 'It may what bots may.' },
          { value: 'team', label: 'For the team', hint: 'It may what admins may, as far as it reaches.' },
        ]}
      />
    </NewTokenDialog>
  );
}

interface BotChoiceProps {
  readonly bot: string;
  readonly onChoose: (bot: string) => void;
}

function BotChoice({ bot, onChoose }: BotChoiceProps): JSX.Element {
  const { api } = useWorkspace();
  const { data: bots } = useQuery({
    queryKey: ['bots'],
    queryFn: ({ signal }) =>
      api.call('GET /v1/members', { query: { role: 'bot', state: 'active', limit: botsMax }, signal }),
  });
  return (
    <Select
      label="Bot"
      value={bot}
      onChange={({ target }) => onChoose(target.value)}
      options={[
        { value: fresh, label: 'A new bot' },
        ...(bots?.members ?? []).map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}

interface Named {
  readonly name: string;
  readonly handle: string;
}

function BotNames({ named, onChange }: { readonly named: Named; readonly onChange: (named: Named) => void }) {
  return (
    <>
      <TextField
        label="Name of the bot"
        required
        maxLength={80}
        autoComplete="off"
        value={named.name}
        onChange={({ target }) => onChange({ ...named, name: target.value })}
      />
      <TextField
        label="Short name of the bot"
        hint="Lower-case letters, digits, dot, hyphen and underscore."
        required
        pattern="[a-z0-9][a-z0-9._\-]{0,31}"
        autoComplete="off"
        value={named.handle}
        onChange={({ target }) => onChange({ ...named, handle: target.value })}
      />
    </>
  );
}

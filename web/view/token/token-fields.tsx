import type { JSX } from 'react';
import { SCOPE_NAMES, SCOPES, type Scope } from '#contract/tokens.ts';
import { Checkbox, Select, TextField } from '#parts/field.tsx';
import styles from './token.module.css';
import { usual, type Wish } from './wish.ts';

/** What only owners and admins have anything of, by what they may. */
const asking: Partial<Readonly<Record<Scope, string>>> = {
  'moderation:write': 'messages.moderate',
  'members:write': 'members.manage',
  'audit:read': 'audit.read',
};

export const scopesFor = (permissions: readonly string[]): readonly Scope[] =>
  SCOPE_NAMES.filter((scope) => {
    const permission = asking[scope];
    return permission === undefined || permissions.includes(permission);
  });

interface Props {
  readonly wish: Wish;
  readonly offered: readonly Scope[];
  /** Of a new one: how long the team lets it last, undefined while that is not known. */
  readonly ends?: { readonly longestDays: number | null | undefined };
  readonly fault: string | undefined;
  readonly onChange: (wish: Wish) => void;
}

export function TokenFields({ wish, offered, ends, fault, onChange }: Props): JSX.Element {
  const toggle = (scope: Scope, isOn: boolean): void =>
    onChange({
      ...wish,
      scopes: offered.filter((one) => (one === scope ? isOn : wish.scopes.includes(one))),
    });
  return (
    <>
      <TextField
        label="Name"
        hint="What the token is for, so that you know later which one to revoke."
        required
        pattern=".*\S.*"
        maxLength={80}
        autoComplete="off"
        value={wish.name}
        onChange={({ target }) => onChange({ ...wish, name: target.value })}
      />
      <fieldset className={styles.scopes}>
        <legend className={styles.legend}>What it reaches</legend>
        {offered.map((scope) => (
          <Checkbox
            key={scope}
            label={<code>{scope}</code>}
            hint={SCOPES[scope]}
            checked={wish.scopes.includes(scope)}
            onChange={({ target }) => toggle(scope, target.checked)}
          />
        ))}
      </fieldset>
      {ends && (
        <End days={wish.days} longestDays={ends.longestDays ?? null} onChoose={(days) => onChange({ ...wish, days })} />
      )}
      <TextField
        label="Only from these networks"
        hint="Addresses or networks such as 198.51.100.0/24, with commas between. Empty: from anywhere."
        autoComplete="off"
        spellCheck={false}
        value={wish.networks}
        onChange={({ target }) => onChange({ ...wish, networks: target.value })}
      />
      {fault && (
        <p role="alert" className={styles.fault}>
          {fault}
        </p>
      )}
    </>
  );
}

interface EndProps {
  readonly days: string | undefined;
  readonly longestDays: number | null;
  readonly onChoose: (days: string) => void;
}

const End = ({ days, longestDays, onChoose }: EndProps): JSX.Element => (
  <Select
    label="Ends"
    hint={longestDays === null ? undefined : `Your team lets tokens last ${longestDays} days at most.`}
    value={days ?? String(Math.min(usual, longestDays ?? usual))}
    onChange={({ target }) => onChoose(target.value)}
    options={endsWithin(longestDays)}
  />
);

/** The usual times, as far as the team allows them, and its own longest. */
function endsWithin(longestDays: number | null): { value: string; label: string }[] {
  const days = [7, 30, usual, 365].filter((count) => longestDays === null || count <= longestDays);
  if (longestDays !== null && !days.includes(longestDays)) days.push(longestDays);
  const options = days.map((count) => ({ value: String(count), label: count === 1 ? 'In a day' : `In ${count} days` }));
  return longestDays === null ? [...options, { value: '', label: 'Never by itself' }] : options;
}

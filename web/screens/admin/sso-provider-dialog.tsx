import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Fault } from '#parts/fault.tsx';
import { Checkbox, RadioGroup, Select, TextArea, TextField } from '#parts/field.tsx';
import { useAct } from '#view/act.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { type Provider, useSso } from './sso.ts';
import { type Draft, draftOf, type Kind, sentOf } from './sso-drafts.ts';
import { SamlFields } from './sso-saml-fields.tsx';

interface Props {
  /** Undefined: a new one. */
  readonly provider?: Provider;
  readonly onClose: () => void;
}

export interface FieldsProps {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
  readonly isNew: boolean;
}

export function SsoProviderDialog({ provider, onClose }: Props): JSX.Element {
  const { api } = useWorkspace();
  const { changed } = useSso();
  const [draft, setDraft] = useState(() => draftOf(provider));
  const { fault, isPending, act, say } = useAct();
  const save = async (): Promise<void> => {
    const body = sentOf(draft);
    if (typeof body === 'string') return say(body);
    const sent = () =>
      provider
        ? api.call('PUT /v1/sso/providers/:provider', { params: { provider: provider.id }, body })
        : api.call('POST /v1/sso/providers', { body });
    if (await act(() => sent().then(changed))) onClose();
  };
  const fields = { draft, isNew: !provider, set: (change: Partial<Draft>) => setDraft({ ...draft, ...change }) };
  return (
    <Dialog
      title={provider ? <bdi>{provider.name}</bdi> : 'Add a provider'}
      onClose={onClose}
      wide
      onSubmit={() => void save()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={isPending}>
            {provider ? 'Save' : 'Add'}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <p>
          Whoever runs the provider can come in as anybody whom it names: add only one that your organisation trusts.
        </p>
        {!provider && <Kinds {...fields} />}
        <TextField
          label="Name on the sign-in page"
          required
          maxLength={80}
          value={draft.name}
          onChange={({ target }) => fields.set({ name: target.value })}
        />
        {draft.kind === 'saml' ? <SamlFields {...fields} /> : <OidcFields {...fields} />}
        <Newcomers {...fields} />
        <Checkbox
          label="On"
          hint="Off, nobody signs in by it, and you can still test it."
          checked={draft.isOn}
          onChange={({ target }) => fields.set({ isOn: target.checked })}
        />
        <Fault>{fault}</Fault>
      </div>
    </Dialog>
  );
}

const names: Readonly<Record<Kind, string>> = { google: 'Google', oidc: '', saml: '' };

const Kinds = ({ draft, set }: FieldsProps): JSX.Element => (
  <RadioGroup<Kind>
    label="It speaks"
    value={draft.kind}
    onChange={(kind) => set({ kind, name: names[kind], vouches: kind === 'saml' })}
    options={[
      { value: 'google', label: 'Google', hint: 'OpenID Connect with Google Workspace.' },
      { value: 'oidc', label: 'OpenID Connect', hint: 'Any provider, by the address of its issuer.' },
      { value: 'saml', label: 'SAML 2.0', hint: 'Any identity provider, by its metadata.' },
    ]}
  />
);

function OidcFields({ draft, set, isNew }: FieldsProps): JSX.Element {
  return (
    <>
      {draft.kind === 'oidc' && (
        <TextField
          label="Issuer"
          hint="An https address; its discovery document lies below it."
          type="url"
          required
          readOnly={!isNew}
          value={draft.issuer}
          onChange={({ target }) => set({ issuer: target.value })}
        />
      )}
      <TextField
        label="Client ID"
        required
        value={draft.clientId}
        onChange={({ target }) => set({ clientId: target.value })}
      />
      <TextField
        label="Client secret"
        hint={isNew ? 'Kept sealed, and never shown again.' : 'Leave it empty to keep the present one.'}
        type="password"
        autoComplete="off"
        required={isNew}
        value={draft.secret}
        onChange={({ target }) => set({ secret: target.value })}
      />
      <TextField
        label="Your domains at the provider"
        hint="Where anybody can have an account, as at Google, only people of these organisations come in."
        required={draft.kind === 'google'}
        value={draft.hostedDomains}
        onChange={({ target }) => set({ hostedDomains: target.value })}
      />
      <Checkbox
        label="Believe addresses that the provider does not call verified"
        checked={draft.vouches}
        onChange={({ target }) => set({ vouches: target.checked })}
      />
    </>
  );
}

function Newcomers({ draft, set }: FieldsProps): JSX.Element {
  return (
    <>
      <Select
        label="Who has no account yet"
        hint="An address counts only at a domain that the team has proved."
        value={draft.newcomers}
        onChange={({ target }) => set({ newcomers: target.value as Draft['newcomers'] })}
        options={[
          { value: 'outside', label: 'Stays outside' },
          { value: 'member', label: 'Becomes a member' },
          { value: 'guest', label: 'Becomes a guest' },
          { value: 'none', label: 'Stays outside, unless a line below says otherwise' },
        ]}
      />
      {draft.newcomers !== 'outside' && (
        <>
          <TextField
            label="What tells the role"
            hint="The claim or attribute that has groups, such as groups."
            value={draft.claim}
            onChange={({ target }) => set({ claim: target.value })}
          />
          <TextArea
            label="Roles"
            hint="A line each, such as: engineering = member. The first that fits counts, at the first sign-in alone."
            value={draft.roles}
            onChange={({ target }) => set({ roles: target.value })}
          />
        </>
      )}
    </>
  );
}

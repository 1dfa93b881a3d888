import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Checkbox, TextArea, TextField } from '#parts/field.tsx';
import { useAct } from '#view/act.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import type { FieldsProps } from './sso-provider-dialog.tsx';

export function SamlFields({ draft, set, isNew }: FieldsProps): JSX.Element {
  return (
    <>
      <Metadata draft={draft} set={set} isNew={isNew} />
      <TextField
        label="Attribute that names a person for ever"
        hint="Left empty: the NameID. One that passes, of the format transient, is nobody’s."
        value={draft.subject}
        onChange={({ target }) => set({ subject: target.value })}
      />
      <TextField
        label="Attribute with the address"
        hint="Left empty: email, mail, or the usual long names."
        value={draft.email}
        onChange={({ target }) => set({ email: target.value })}
      />
      <Checkbox
        label="Believe the addresses that it names"
        hint="SAML cannot say whether an address was verified. Without this, only people it knows already come in."
        checked={draft.vouches}
        onChange={({ target }) => set({ vouches: target.checked })}
      />
      <Checkbox
        label="Also let in who begins at the provider"
        hint="Off protects from being signed in to somebody else’s account by a page of his."
        checked={draft.takesUnasked}
        onChange={({ target }) => set({ takesUnasked: target.checked })}
      />
      <Checkbox
        label="Signing out here signs out there"
        checked={draft.signsOutThere}
        onChange={({ target }) => set({ signsOutThere: target.checked })}
      />
    </>
  );
}

function Metadata({ draft: { described }, set }: FieldsProps): JSX.Element {
  const { api } = useWorkspace();
  const [given, setGiven] = useState('');
  const { fault, isPending, act } = useAct();
  const read = (): Promise<boolean> =>
    act(async () => {
      const text = given.trim();
      const body = text.startsWith('https://') ? { url: text } : { xml: text };
      set({ described: await api.call('POST /v1/sso/metadata', { body }) });
      setGiven('');
    });
  return (
    <>
      <TextArea
        label="Metadata of the provider"
        hint="The XML, or the https address where it lies."
        error={fault}
        value={given}
        onChange={({ target }) => setGiven(target.value)}
      />
      <div>
        <Button pending={isPending} disabled={given.trim() === ''} onClick={() => void read()}>
          Read metadata
        </Button>
      </div>
      {described && (
        <p className={styles.note} role="status">
          <bdi>{described.entityId}</bdi> signs in at <bdi>{described.signInUrl}</bdi>, with{' '}
          {described.certificates.length === 1 ? 'one certificate' : `${described.certificates.length} certificates`}.
        </p>
      )}
    </>
  );
}

/** The own passkeys, which stand in the place of a code. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Passkey } from '#contract/passkeys.ts';
import { announce } from '#parts/announce.ts';
import button from '#parts/button.module.css';
import type { Reply } from '#sync/api.ts';
import { knowsPasskeys, makePasskey } from '#sync/passkeys.ts';
import { faultOf } from '../entrance/faults.ts';
import { Field, Form, type Typed } from '../entrance/form.tsx';
import { api } from './api.ts';
import { Part } from './frame.tsx';
import s from './operators.module.css';
import { useFocusBack, useProof } from './proof.tsx';
import { Table } from './table.tsx';
import { dayOf, momentOf } from './words.ts';

type Me = Reply<'GET /v1/operator/me'>;

/** Whether this browser may answer by a passkey here. */
export const hasPasskey = ({ passkey }: Me): boolean => passkey.isReady && knowsPasskeys();

interface PasskeysProps {
  readonly me: Me;
  /** Asks for it once more. */
  readonly again: () => Promise<void>;
}

export function Passkeys({ me, again }: PasskeysProps): JSX.Element {
  const [failed, setFailed] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const { ask, proven } = useProof(hasPasskey(me));
  useFocusBack(place, ask !== undefined);
  const add = async ({ called = '' }: Typed): Promise<void> => {
    setFailed(undefined);
    await proven(async () => {
      const passkey = await makePasskey(await api.call('POST /v1/operator/me/passkey-request'));
      const name = called.trim();
      await api.call('POST /v1/operator/me/passkeys', { body: { ...(name === '' ? {} : { name }), passkey } });
    });
    announce('The passkey counts from now on.');
    await again();
  };
  const remove = async (passkey: string): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    setFailed(undefined);
    try {
      await proven(() => api.call('DELETE /v1/operator/me/passkeys/:passkey', { params: { passkey } }));
      await again();
      announce('The passkey is removed, and your other sign-ins have ended.');
      title.current?.focus();
    } catch (thrown) {
      setFailed(faultOf(thrown).text);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Part
      name="Passkeys"
      title={title}
      about="One stands in the place of a code: it answers no page that only looks like this one."
    >
      {failed !== undefined && (
        <p class={s.fault} role="alert">
          {failed}
        </p>
      )}
      {me.passkeys.length > 0 && <Listed passkeys={me.passkeys} isBusy={isBusy} remove={remove} />}
      {ask}
      {me.passkey.isPossible && knowsPasskeys() ? (
        <div class={s.step} hidden={ask !== undefined} ref={place}>
          <Form action="Add a passkey" send={add} optional={['called']} clears>
            {(fault) => <Field name="called" label="Name of the new passkey" autocomplete="off" fault={fault} />}
          </Form>
        </div>
      ) : (
        <p class={s.about}>
          Browsers know them only where the console is reached by a name with TLS, or as <code>localhost</code>.
        </p>
      )}
    </Part>
  );
}

interface ListedProps {
  readonly passkeys: readonly Passkey[];
  readonly isBusy: boolean;
  readonly remove: (passkey: string) => Promise<void>;
}

const Listed = ({ passkeys, isBusy, remove }: ListedProps): JSX.Element => (
  <div class={s.wide}>
    <Table
      caption="Passkeys"
      columns={[
        { head: 'Name', cell: ({ name }) => <bdi>{name}</bdi> },
        { head: 'Added', cell: ({ addedAt }) => dayOf(addedAt) },
        { head: 'Last used', cell: ({ usedAt }) => (usedAt === undefined ? '–' : momentOf(usedAt)) },
        { head: 'Where', cell: ({ kept, otherHost }) => (otherHost === undefined ? places[kept] : `for ${otherHost}`) },
      ]}
      rows={passkeys}
      keyOf={({ id }) => id}
      actions={({ id, name }) => (
        <button
          class={`${button.button} ${button.quiet}`}
          type="button"
          aria-label={`Remove ${name}`}
          aria-disabled={isBusy}
          onClick={() => void remove(id)}
        >
          Remove
        </button>
      )}
    />
  </div>
);

const places: Readonly<Record<Passkey['kept'], string>> = {
  'this-device': 'on one device alone',
  'not-yet-synced': 'may be copied to other devices',
  synced: 'copied to other devices',
};

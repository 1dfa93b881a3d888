/** Forms that are kept as a whole: a refusal stands beside the field that it is about, and what was typed stays. */
import { type JSX, type ReactNode, useState } from 'react';
import { type Faults, faultsOf } from './faults.ts';
import styles from './me.module.css';

export interface Sending {
  readonly faults: Faults;
  readonly isPending: boolean;
  send(): void;
  /** The faults are about what is not there any more. */
  forgive(): void;
}

/** `wrongPassword`: the field to which "the password is not right" belongs. */
export function useSending(deed: () => Promise<void>, wrongPassword?: string): Sending {
  const [faults, setFaults] = useState<Faults>({});
  const [isPending, setPending] = useState(false);
  const send = async (): Promise<void> => {
    if (isPending) return;
    setPending(true);
    try {
      await deed();
      setFaults({});
    } catch (fault) {
      setFaults(faultsOf(fault, wrongPassword));
    } finally {
      setPending(false);
    }
  };
  return { faults, isPending, send: () => void send(), forgive: () => setFaults({}) };
}

interface Props {
  readonly sending: Sending;
  readonly children: ReactNode;
  readonly actions: ReactNode;
}

export function Form({ sending: { faults, send }, children, actions }: Props): JSX.Element {
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className={styles.pair}>{children}</div>
      {faults.whole && (
        <p role="alert" className={styles.fault}>
          {faults.whole}
        </p>
      )}
      <div className={styles.bar}>{actions}</div>
    </form>
  );
}

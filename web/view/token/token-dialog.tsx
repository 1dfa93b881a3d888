/** Making and changing an API token: one dialog, whoever the token acts as. */
import { type JSX, type ReactNode, useState } from 'react';
import type { Scope, Token } from '#contract/tokens.ts';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { outcome } from '../attempt.ts';
import styles from './token.module.css';
import { TokenFields } from './token-fields.tsx';
import { bodyOf, changeOf, freshWish, type TokenChange, type Wish, wishOf } from './wish.ts';

interface NewProps {
  readonly title: string;
  readonly offered: readonly Scope[];
  /** Undefined while it is not known. */
  readonly longestDays: number | null | undefined;
  /** Above what every token has. */
  readonly children?: ReactNode;
  readonly onMake: (body: ReturnType<typeof bodyOf>) => Promise<unknown>;
  readonly onClose: () => void;
}

export function NewTokenDialog({ title, offered, longestDays, children, onMake, onClose }: NewProps): JSX.Element {
  return (
    <Frame title={title} start={freshWish} verb="Make token" onSend={(wish) => onMake(bodyOf(wish))} onClose={onClose}>
      {(fields) => (
        <>
          {children}
          <TokenFields {...fields} offered={offered} ends={{ longestDays }} />
        </>
      )}
    </Frame>
  );
}

interface ChangeProps {
  readonly token: Token;
  readonly offered: readonly Scope[];
  readonly onChange: (change: TokenChange) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Its name, what it reaches and from where; when it ends stays as it was made. */
export function ChangeTokenDialog({ token, offered, onChange, onClose }: ChangeProps): JSX.Element {
  const send = async (wish: Wish): Promise<void> => {
    const change = changeOf(token, offered, wish);
    if (change) await onChange(change);
  };
  return (
    <Frame
      title={
        <>
          Change <bdi>{token.name}</bdi>
        </>
      }
      start={wishOf(token, offered)}
      verb="Save"
      onSend={send}
      onClose={onClose}
    >
      {(fields) => (
        <>
          <p className={styles.note}>
            Its secret and its end stay. Another reach, or other networks, hold from its next call on, close its open
            connections, and ask you to prove that it is you.
          </p>
          <TokenFields {...fields} offered={reachable(token, offered)} />
        </>
      )}
    </Frame>
  );
}

/** What it reaches is shown also where who looks could not give it. */
const reachable = ({ scopes = [] }: Token, offered: readonly Scope[]): readonly Scope[] => [
  ...offered,
  ...(scopes as Scope[]).filter((scope) => !offered.includes(scope)),
];

interface FrameProps {
  readonly title: ReactNode;
  readonly start: Wish;
  readonly verb: string;
  readonly children: (fields: {
    readonly wish: Wish;
    readonly fault: string | undefined;
    readonly onChange: (wish: Wish) => void;
  }) => ReactNode;
  readonly onSend: (wish: Wish) => Promise<unknown>;
  readonly onClose: () => void;
}

function Frame({ title, start, verb, children, onSend, onClose }: FrameProps): JSX.Element {
  const [wish, setWish] = useState(start);
  const [fault, setFault] = useState<string>();
  const [isPending, setPending] = useState(false);
  const send = async (): Promise<void> => {
    if (isPending) return;
    setPending(true);
    const why = await outcome(onSend(wish));
    setPending(false);
    if (why === undefined) onClose();
    else setFault(why);
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => void send()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={isPending}>
            {verb}
          </Button>
        </>
      }
    >
      <div className={styles.form}>{children({ wish, fault, onChange: setWish })}</div>
    </Dialog>
  );
}

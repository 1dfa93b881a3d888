import type { JSX } from 'react';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { copied } from '#view/copied.ts';
import styles from './admin.module.css';

/** What the directory is given, as it was just made: the secret is not shown again. */
export interface MadeToken {
  readonly address: string;
  readonly secret: string;
}

export function TokenDialog({ made, onClose }: { made: MadeToken; onClose: () => void }): JSX.Element {
  return (
    <Dialog
      title="The token is ready"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Done</Button>
          <Button onClick={() => copied(made.address, 'The address is copied.')}>Copy address</Button>
          <Button kind="primary" onClick={() => copied(made.secret, 'The token is copied.')}>
            Copy token
          </Button>
        </>
      }
    >
      <p>Enter both at the directory. Whoever has the token decides who is in this team; it is shown only now.</p>
      <input
        className={styles.link}
        aria-label="Address for the directory"
        readOnly
        value={made.address}
        onFocus={(event) => event.target.select()}
      />
      <input
        className={styles.link}
        aria-label="Token for the directory"
        readOnly
        value={made.secret}
        onFocus={(event) => event.target.select()}
      />
    </Dialog>
  );
}

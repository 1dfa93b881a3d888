import type { JSX } from 'react';
import type { Invitation } from '#contract/identity.ts';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { copied } from '#view/copied.ts';
import styles from './admin.module.css';

/** An invitation as it was just made: its link is known to nobody else, and is not shown again. */
export interface Issued {
  readonly invitation: Invitation;
  readonly link: string;
  readonly mail?: 'delivered' | 'kept' | 'not-taken';
}

const mailWords = {
  delivered: 'The mail is on its way. The link is here as well, should it not arrive.',
  kept: 'No mail server is set up, so the mail lies in the folder of the server. Pass the link on yourself.',
  'not-taken': 'The mail server did not take the mail. Pass the link on yourself.',
};

export function IssuedDialog({
  issued: { link, mail },
  onClose,
}: {
  issued: Issued;
  onClose: () => void;
}): JSX.Element {
  return (
    <Dialog
      title="The invitation is ready"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Done</Button>
          <Button kind="primary" sign="link" onClick={() => copied(link, 'The link is copied.')}>
            Copy link
          </Button>
        </>
      }
    >
      <p>{mail ? mailWords[mail] : 'Pass this link on. It lets one person in, and it is shown only now.'}</p>
      <input
        className={styles.link}
        aria-label="Link of the invitation"
        readOnly
        value={link}
        onFocus={(event) => event.target.select()}
      />
    </Dialog>
  );
}

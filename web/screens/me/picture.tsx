import { type JSX, useRef, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Section } from '#parts/pane.tsx';
import { toast } from '#parts/toast.tsx';
import { outcome } from '#view/attempt.ts';
import { MemberFace, useMember } from '#view/member.tsx';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';

export function Picture({ id }: { id: string }): JSX.Element {
  const { api } = useWorkspace();
  const hasPicture = useMember(id)?.picture !== undefined;
  const chooser = useRef<HTMLInputElement>(null);
  const [isPending, setPending] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const [fault, setFault] = useState<string>();
  const upload = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setPending(true);
    // Without the type of the file: the server looks at the bytes and believes nothing else.
    const content = new Blob([file], { type: 'application/octet-stream' });
    const why = await outcome(api.call('PUT /v1/me/picture', { content }));
    setPending(false);
    setFault(why);
    if (why === undefined) toast('Your picture is kept. Everybody in the team sees it.');
  };
  return (
    <Section title="Picture" about="PNG, JPEG, GIF or WebP of at most 8 MB; the square in its middle is shown.">
      <div className={styles.bar}>
        <MemberFace id={id} size="large" />
        <input
          ref={chooser}
          type="file"
          accept="image/png,image/jpeg,image/gif,image/webp"
          aria-label="Picture file"
          hidden
          onChange={({ target }) => {
            void upload(target.files?.[0]);
            target.value = '';
          }}
        />
        <Button pending={isPending} onClick={() => chooser.current?.click()}>
          {hasPicture ? 'Replace picture' : 'Upload picture'}
        </Button>
        {hasPicture && (
          <Button kind="quiet" onClick={() => setDeleting(true)}>
            Delete picture
          </Button>
        )}
      </div>
      {fault && (
        <p role="alert" className={styles.fault}>
          {fault}
        </p>
      )}
      {isDeleting && (
        <ConfirmDialog
          title="Delete your picture?"
          consequence="Your initials are shown instead, everywhere and at once."
          wayBack="You can upload it again at any time."
          confirm="Delete picture"
          danger
          onConfirm={() => outcome(api.call('DELETE /v1/me/picture'))}
          onClose={() => setDeleting(false)}
        />
      )}
    </Section>
  );
}

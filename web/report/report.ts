/**
 * What a browser adds to the form of the security desk, which works without it: the report is encrypted here, for the
 * key that the page names; a draft stays on the device; and who has to wait is waited for. OpenPGP.js is loaded when
 * somebody begins to write.
 */
import { ENCRYPTED_REPORT, PASSPHRASE_HEADER, type ReceivedReport } from '#contract/desk-intake.ts';
import { keepDraft } from './draft.ts';
import { encrypted } from './encrypt.ts';
import { inWords, post } from './post.ts';
import { showReceived, withButtons } from './received.ts';

const one = <Of extends HTMLElement>(selector: string, within: ParentNode = document): Of | null =>
  within.querySelector<Of>(selector);

function begin(form: HTMLFormElement): void {
  const draft = keepDraft(form);
  form.addEventListener('change', () => showFiles(form));
  const key = form.dataset.key;
  // Without a key the form goes as it is, and says so.
  if (key === undefined) {
    form.addEventListener('submit', () => draft.forget());
    return;
  }
  const [plain, better] = [one('[data-plain]', form), one('[data-encrypted]', form)];
  if (plain && better) [plain.hidden, better.hidden] = [true, false];
  const button = one<HTMLButtonElement>('[data-send]', form);
  if (button) button.textContent = 'Encrypt and send';
  form.addEventListener('focusin', () => void import('openpgp/lightweight'), { once: true });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send(form, key).then((answer) => {
      if (!answer) return;
      draft.forget();
      showReceived(answer, passphraseOf(form));
    });
  });
}

const passphraseOf = (form: HTMLFormElement): string => one<HTMLInputElement>('[name="passphrase"]', form)?.value ?? '';

const sizeOf = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

const filesOf = (form: HTMLFormElement): File[] => [...(one<HTMLInputElement>('#files', form)?.files ?? [])];

/** What was chosen, and at once whether it is too much. */
function showFiles(form: HTMLFormElement): void {
  const list = one('[data-files]', form);
  const input = one<HTMLInputElement>('#files', form);
  if (!list || !input) return;
  const files = filesOf(form);
  list.replaceChildren(
    ...files.map(({ name, size }) => {
      const line = document.createElement('li');
      line.textContent = `${name}, ${sizeOf(size)}`;
      return line;
    }),
  );
  const sum = files.reduce((whole, { size }) => whole + size, 0);
  const most = Number(form.dataset.limit);
  const says = `Together these are ${sizeOf(sum)}; at most ${sizeOf(most)} can be sent. Send the rest from your case.`;
  input.setCustomValidity(sum > most ? says : '');
}

async function send(form: HTMLFormElement, key: string): Promise<ReceivedReport | undefined> {
  const status = one('[data-status]', form);
  const progress = one<HTMLProgressElement>('progress', form);
  const button = one<HTMLButtonElement>('[data-send]', form);
  const say = (text: string): void => {
    if (status) status.textContent = text;
  };
  if (button) button.disabled = true;
  try {
    say('Encrypting…');
    const fields = new FormData(form);
    const passphrase = passphraseOf(form);
    fields.delete('passphrase');
    const message = await encrypted(fields, key);
    if (progress) progress.hidden = false;
    return await post<ReceivedReport>(
      `${new URL(form.action).pathname}/encrypted`,
      { 'content-type': ENCRYPTED_REPORT, [PASSPHRASE_HEADER]: passphrase },
      message,
      {
        sent: (part) => {
          if (progress) progress.value = part;
          say(part < 1 ? `Sending: ${Math.floor(part * 100)} %` : 'Sent. The desk is keeping it…');
        },
        waiting: (seconds) => say(`The desk takes the next report in ${inWords(seconds)}. It is sent then by itself.`),
      },
    );
  } catch (error) {
    say(`${(error as Error).message} Nothing that you typed is lost. Try again; it counts once.`);
    return undefined;
  } finally {
    if (button) button.disabled = false;
    if (progress) progress.hidden = true;
  }
}

const form = one<HTMLFormElement>('form.form[data-limit]');
if (form) begin(form);
withButtons();

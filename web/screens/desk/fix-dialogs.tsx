/** What is said about a fix: its branches, the evidence of its tests, the reporter's retest, and that it is ready. */
import { type JSX, useState } from 'react';
import { TextArea } from '#parts/field.tsx';
import { FileButton } from './file-button.tsx';
import s from './panel.module.css';
import { SayDialog } from './say-dialog.tsx';
import { useCase } from './use-case.ts';

interface Props {
  onClose(): void;
}

export function BranchesDialog({ onClose }: Props): JSX.Element {
  const { branches } = useCase();
  const [typed, setTyped] = useState(branches.map(({ name }) => name).join('\n'));
  const names = typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return (
    <SayDialog
      title="Which branches is it in?"
      about="Each supported branch that it is in needs a patch of its own. Once a patch is there, the list stays."
      confirm="Name them"
      wrong={names.length === 0 ? 'Name at least one branch.' : undefined}
      onClose={onClose}
      onSay={(api, params) => api.call('PUT /v1/desk/cases/:case/branches', { params, body: { branches: names } })}
    >
      <TextArea
        label="Branches, one in each line"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        spellCheck={false}
      />
    </SayDialog>
  );
}

interface EvidenceProps extends Props {
  readonly branch: number;
  readonly name: string;
  readonly sha256: string;
}

export function EvidenceDialog({ branch, name, sha256, onClose }: EvidenceProps): JSX.Element {
  const [log, setLog] = useState('');
  return (
    <SayDialog
      title={`Evidence of the tests on ${name}`}
      about="It is bound to exactly this patch. When the patch is replaced, the evidence goes with it."
      confirm="Add the evidence"
      wide
      wrong={log.trim() === '' ? 'Paste the log of the tests, or choose a file.' : undefined}
      onClose={onClose}
      onSay={(api, { case: id }) =>
        api.call('PUT /v1/desk/cases/:case/branches/:branch/evidence', {
          params: { case: id, branch: `${branch}` },
          body: { sha256, log },
        })
      }
    >
      <p className={s.mono}>SHA-256 {sha256}</p>
      <TextArea
        label="Log of the tests"
        rows={8}
        maxLength={200_000}
        value={log}
        onChange={({ target }) => setLog(target.value)}
        spellCheck={false}
      />
      <div className={s.deeds}>
        <FileButton label="Read it from a file" onFile={(file) => void file.text().then(setLog)} />
      </div>
    </SayDialog>
  );
}

export const RetestDialog = ({ onClose }: Props): JSX.Element => (
  <SayDialog
    title="Ask the reporter to try the patches?"
    about="From then on the reporter sees that they are asked. Without an answer, silence counts after seven days."
    label="What the reporter reads"
    hint="How to get a build with the patches, and what to look at."
    confirm="Ask for a retest"
    most={40_000}
    onClose={onClose}
    onSay={(api, params, text) => api.call('POST /v1/desk/cases/:case/retest', { params, body: { text } })}
  />
);

export const FixReadyDialog = ({ missing, onClose }: Props & { missing: readonly string[] }): JSX.Element => (
  <SayDialog
    title="Is the fix ready?"
    about="Nothing in it changes any more from then on, and the reporter sees the patches."
    confirm="The fix is ready"
    onClose={onClose}
    onSay={(api, params) => api.call('POST /v1/desk/cases/:case/fix', { params })}
  >
    {missing.length > 0 && (
      <div>
        <p>As far as can be seen here, this is missing:</p>
        <ul>
          {missing.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      </div>
    )}
  </SayDialog>
);

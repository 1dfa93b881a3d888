/** The patches of a case, branch by branch, and what the fix lacks. */
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Fault } from '#parts/fault.tsx';
import { Icon } from '#parts/icon.tsx';
import { Section } from '#parts/pane.tsx';
import { FileButton } from './file-button.tsx';
import { missingForFix } from './fix.ts';
import { BranchesDialog, EvidenceDialog, FixReadyDialog, RetestDialog } from './fix-dialogs.tsx';
import s from './panel.module.css';
import { asBase64, saveBytes } from './saved.ts';
import { ScanDialog } from './scan-dialog.tsx';
import { type DeskCase, useCase, useCaseDeed, useMayDecide } from './use-case.ts';

type Branch = DeskCase['branches'][number];
type Asked = 'branches' | 'retest' | 'ready' | 'scan';

export function FixSection(): JSX.Element {
  const { branches, facts, report, timeline } = useCase();
  const mayDecide = useMayDecide();
  const [asked, ask] = useState<Asked>();
  const [tested, setTested] = useState<Branch>();
  const isReady = facts.some(({ fact }) => fact === 'fix-ready');
  const isOpen = report !== 'closed' && !isReady;
  const missing = missingForFix({ branches, timeline });
  const hasPatches = branches.some(({ sha256 }) => sha256 !== undefined);
  const close = (): void => ask(undefined);
  return (
    <Section title="Fix" actions={isReady ? <Chip tone="ok">Ready</Chip> : undefined}>
      {!isOpen && branches.length === 0 && <p className={s.text}>No branch was named.</p>}
      <ul className={s.list}>
        {branches.map((branch) => (
          <BranchLine key={branch.number} branch={branch} isOpen={isOpen} onTested={() => setTested(branch)} />
        ))}
      </ul>
      {isOpen && (
        <>
          <ul className={s.text} aria-label="What the fix lacks">
            {missing.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
          {mayDecide && (
            <div className={s.deeds}>
              {!hasPatches && (
                <Button onClick={() => ask('branches')}>
                  {branches.length === 0 ? 'Name the branches' : 'Change the branches'}
                </Button>
              )}
              {hasPatches && <Button onClick={() => ask('retest')}>Ask for a retest</Button>}
              {hasPatches && <Button onClick={() => ask('ready')}>The fix is ready</Button>}
            </div>
          )}
        </>
      )}
      {report !== 'closed' && (
        <div className={s.deeds}>
          <Button kind="quiet" onClick={() => ask('scan')}>
            Scan the repository
          </Button>
        </div>
      )}
      {asked === 'scan' && <ScanDialog onClose={close} />}
      {asked === 'branches' && <BranchesDialog onClose={close} />}
      {asked === 'retest' && <RetestDialog onClose={close} />}
      {asked === 'ready' && <FixReadyDialog missing={missing} onClose={close} />}
      {tested?.sha256 !== undefined && (
        <EvidenceDialog
          branch={tested.number}
          name={tested.name}
          sha256={tested.sha256}
          onClose={() => setTested(undefined)}
        />
      )}
    </Section>
  );
}

interface LineProps {
  readonly branch: Branch;
  readonly isOpen: boolean;
  onTested(): void;
}

function BranchLine({ branch, isOpen, onTested }: LineProps): JSX.Element {
  const { number, name, sha256, base64, testedAt, evidence } = branch;
  const { name: caseName } = useCase();
  const { act, fault, isPending } = useCaseDeed();
  const add = (file: File): Promise<boolean> =>
    act(async (api, { case: id }) =>
      api.call('PUT /v1/desk/cases/:case/branches/:branch/patch', {
        params: { case: id, branch: `${number}` },
        body: { base64: await asBase64(file) },
      }),
    );
  return (
    <li>
      <span className={s.line}>
        <Icon sign="branch" small />
        <b className="grow">
          <bdi>{name}</bdi>
        </b>
        {sha256 === undefined ? (
          <Chip>No patch</Chip>
        ) : testedAt ? (
          <Chip tone="ok">Tested</Chip>
        ) : (
          <Chip tone="warn">Not tested</Chip>
        )}
      </span>
      {sha256 && <span className={s.mono}>SHA-256 {sha256}</span>}
      {evidence && (
        <details>
          <summary>Evidence of the tests</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys */}
          <pre className={s.log} tabIndex={0}>
            {evidence}
          </pre>
        </details>
      )}
      <span className={s.deeds}>
        {isOpen && (
          <FileButton
            label={sha256 ? `Replace the patch of ${name}` : `Add the patch of ${name}`}
            isPending={isPending}
            onFile={(file) => void add(file)}
          />
        )}
        {isOpen && sha256 && <Button onClick={onTested}>Add evidence</Button>}
        {base64 && (
          <Button kind="quiet" sign="download" onClick={() => saveBytes(base64, `${caseName}-${number}.patch`)}>
            Save
          </Button>
        )}
      </span>
      <Fault>{fault}</Fault>
    </li>
  );
}

/** The first run: who owns the first team, what it is called, its owner's hours, and whom to invite. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Setup } from '#contract/entrance.ts';
import field from '#parts/field.module.css';
import { rememberTeam } from '#sync/teams.ts';
import { isSlug, slugFrom } from './addresses.ts';
import { Enrolment } from './enrolment.tsx';
import s from './entrance.module.css';
import { Field, Form, PasswordField, type Typed } from './form.tsx';
import { Inviting } from './inviting.tsx';
import { DeadLink, Loaded, Sheet } from './page.tsx';
import { api, type SignIn, signIns, timeZoneHere } from './team.ts';

const steps = ['You', 'Team', 'Time zone', 'Second factor', 'People'] as const;
type Step = 0 | 1 | 2 | 3 | 4;

type Begun = { readonly setup: Setup } | { readonly made: SignIn };

/** While there is no team, the token stands behind the hash sign; afterwards the made team's address does. */
async function begin(): Promise<Begun> {
  const made = /^#team=(.+)$/.exec(location.hash)?.[1];
  const signIn = made === undefined ? undefined : (await signIns()).find(({ team }) => team.slug === made);
  if (signIn) return { made: signIn };
  return { setup: await api.call('POST /v1/setup/preview', { body: { token: location.hash.slice(1) } }) };
}

export function SetupPage(): JSX.Element {
  const dead = (
    <DeadLink>
      <p>
        Once there is a team, this is over: <a href="/">go to the entrance</a>. While there is none, the server prints a
        new link each time it starts, and only the last one works.
      </p>
    </DeadLink>
  );
  return (
    <Loaded load={begin} dead={dead}>
      {(begun) => <Wizard begun={begun} />}
    </Loaded>
  );
}

function Wizard({ begun }: { readonly begun: Begun }): JSX.Element {
  const [setup, setSetup] = useState('setup' in begun ? begun.setup : {});
  const [made, setMade] = useState('made' in begun ? begun.made : undefined);
  const [step, setStep] = useState<Step>(made ? 4 : setup.team ? 2 : setup.owner ? 1 : 0);
  const token = location.hash.slice(1);
  const saved = (more: Setup): void => {
    setSetup({ ...setup, ...more });
    setStep((step + 1) as Step);
  };
  if (made && step === 3) {
    const toPeople = (): void => setStep(4);
    return <Enrolment here={made} isPasskeyPossible steps={<Steps at={3} />} onDone={toPeople} />;
  }
  if (made) return <Inviting team={made.team} steps={<Steps at={4} />} />;
  const back = step > 0 && (
    <button class={s.back} type="button" onClick={() => setStep((step - 1) as Step)}>
      Back
    </button>
  );
  if (step === 0) return <OwnerStep token={token} setup={setup} saved={saved} />;
  if (step === 1) return <TeamStep token={token} setup={setup} saved={saved} back={back} />;
  const completed = async (): Promise<void> => {
    const { team, member } = await api.call('POST /v1/setup/completion', { body: { token } });
    rememberTeam(team);
    // A reload goes on with the invitations: the token is used up.
    history.replaceState(null, '', `/setup#team=${team.slug}`);
    setMade({ team, member });
    setStep(3);
  };
  return <ZoneStep token={token} setup={setup} completed={completed} back={back} />;
}

function Steps({ at }: { readonly at: Step }): JSX.Element {
  return (
    <ol class={s.steps} aria-label="Steps">
      {steps.map((name, index) => (
        <li key={name} class={index < at ? s.done : undefined} aria-current={index === at ? 'step' : undefined}>
          {name}
        </li>
      ))}
    </ol>
  );
}

interface StepProps {
  readonly token: string;
  readonly setup: Setup;
  readonly saved: (more: Setup) => void;
  readonly back?: JSX.Element | false;
}

function OwnerStep({ token, setup, saved }: StepProps): JSX.Element {
  const send = async ({ name = '', email = '', password = '' }: Typed): Promise<void> => {
    const owner = { name: name.trim(), email: email.trim() };
    await api.call('PUT /v1/setup/owner', { body: { token, password, ...owner } });
    saved({ owner });
  };
  return (
    <Sheet
      heading="Set up Wardroom"
      lead="You make the first team of this server and own it. Each step is saved: you can reload, or go on later."
    >
      <Steps at={0} />
      <Form action="Continue" send={send}>
        {(fault) => (
          <>
            <Field name="name" label="Your name" autocomplete="name" fault={fault} defaultValue={setup.owner?.name} />
            <Field
              name="email"
              label="E-mail address"
              hint="You sign in with it."
              type="email"
              autocomplete="username"
              fault={fault}
              defaultValue={setup.owner?.email}
            />
            <PasswordField which="new" label="Password" fault={fault} />
          </>
        )}
      </Form>
    </Sheet>
  );
}

function TeamStep({ token, setup, saved, back }: StepProps): JSX.Element {
  const [name, setName] = useState(setup.team?.name ?? '');
  const [typed, setTyped] = useState(setup.team?.slug);
  const slug = typed ?? slugFrom(name);
  const send = async (): Promise<void> => {
    const team = { name: name.trim(), slug };
    await api.call('PUT /v1/setup/team', { body: { token, ...team } });
    saved({ team });
  };
  const wrong =
    slug === '' || isSlug(slug)
      ? undefined
      : { field: 'slug', text: 'Use lower-case letters, digits and hyphens; a letter or digit comes first and last.' };
  return (
    <Sheet heading="Name the team" lead="The name can be changed later. The address stands in every link, so it stays.">
      <Steps at={1} />
      <Form action="Continue" send={send} beside={back}>
        {(fault) => (
          <>
            <Field
              name="name"
              label="Name of the team"
              autocomplete="organization"
              fault={fault}
              value={name}
              onText={setName}
            />
            <Field
              name="slug"
              label="Address"
              hint={`${location.host}/t/${isSlug(slug) ? slug : '…'}/`}
              autocomplete="off"
              fault={wrong ?? fault}
              value={slug}
              onText={setTyped}
            />
          </>
        )}
      </Form>
    </Sheet>
  );
}

interface ZoneStepProps extends Omit<StepProps, 'saved'> {
  readonly completed: () => Promise<void>;
}

function ZoneStep({ token, setup, completed, back }: ZoneStepProps): JSX.Element {
  const guessed = setup.timeZone ?? timeZoneHere();
  const zones = [...new Set([guessed, ...Intl.supportedValuesOf('timeZone')])];
  const send = async ({ timeZone = '' }: Typed): Promise<void> => {
    await api.call('PUT /v1/setup/time-zone', { body: { token, timeZone } });
    await completed();
  };
  return (
    <Sheet
      heading="Your time zone"
      lead={
        <>
          Your quiet hours and reminders are meant in it. Then <bdi>{setup.team?.name}</bdi> is created, and you are
          signed in.
        </>
      }
    >
      <Steps at={2} />
      <Form action="Create the team" send={send} beside={back}>
        {(fault) => (
          <label class={field.field}>
            <span class={field.label}>Time zone</span>
            <select class={field.control} name="timeZone" aria-invalid={fault?.field === 'timeZone'}>
              {zones.map((zone) => (
                <option key={zone} value={zone} selected={zone === guessed}>
                  {zone.replaceAll('_', ' ')}
                </option>
              ))}
            </select>
            {fault?.field === 'timeZone' && <span class={field.error}>{fault.text}</span>}
          </label>
        )}
      </Form>
    </Sheet>
  );
}

/** Buttons and fields of the catalogue. */
import { type JSX, useState } from 'react';
import { Button, buttonClass, IconButton } from '#parts/button.tsx';
import { Checkbox, RadioGroup, Select, Switch, TextArea, TextField } from '#parts/field.tsx';
import s from './catalogue.module.css';
import { Sample } from './sample.tsx';

export function Forms(): JSX.Element {
  const [kept, keep] = useState<'90' | '365' | 'all'>('90');
  const [bold, setBold] = useState(true);
  return (
    <>
      <Sample title="Buttons">
        <div className={s.line}>
          <Button kind="primary">Send</Button>
          <Button sign="plus">Add people</Button>
          <Button kind="quiet">Not now</Button>
          <Button kind="danger">Delete channel</Button>
        </div>
        <div className={s.line}>
          <Button kind="primary" pending>
            Sending
          </Button>
          <Button disabled>Not yet</Button>
          <a href="#there" className={buttonClass('plain')}>
            Open the policy
          </a>
        </div>
        <div className={s.line}>
          <IconButton sign="search" label="Search" />
          <IconButton sign="bell" label="Mute" pressed={bold} onClick={() => setBold(!bold)} />
          <IconButton sign="more" label="More" disabled />
          <IconButton sign="send" label="Send" pending />
        </div>
      </Sample>
      <Sample title="Fields">
        <TextField label="Channel name" hint="Small letters, no spaces." defaultValue="incident-room" />
        <TextField label="E-mail" type="email" defaultValue="dara@" error="This address is not complete." />
        <TextField
          label="Password"
          type="password"
          defaultValue="correct horse"
          beside={<IconButton sign="eye" label="Show password" />}
        />
        <TextArea label="Purpose" placeholder="What is this channel for?" />
        <Select
          label="Role"
          options={[
            { value: 'member', label: 'Member' },
            { value: 'admin', label: 'Admin' },
          ]}
        />
      </Sample>
      <Sample title="Choices">
        <Checkbox label="Also send to incident-room" defaultChecked />
        <Checkbox label="Tell everybody" hint="14 people get a notice." />
        <Switch label="Play a sound" hint="On this device." defaultChecked />
        <Switch label="Show what I type" />
        <RadioGroup
          label="Keep messages for"
          value={kept}
          onChange={keep}
          options={[
            { value: '90', label: '90 days', hint: 'What is older leaves tonight at 02:00.' },
            { value: '365', label: 'One year' },
            { value: 'all', label: 'For good' },
          ]}
        />
      </Sample>
    </>
  );
}

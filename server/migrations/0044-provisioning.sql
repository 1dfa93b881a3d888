-- Accounts and groups that an organisation's own directory keeps (SCIM 2.0).

-- What a directory presents. The secret itself is known to the directory alone.
create table provisioning_credentials (
  id                uuid primary key,
  team_id           uuid not null references teams,
  name              text not null,
  token_hash        bytea not null unique,
  created_by        uuid not null references members,
  created_at        timestamptz not null,
  -- The last call that was done and the last that was not; exact to minutes.
  succeeded_at      timestamptz,
  refused_at        timestamptz,
  refusal           text,
  removed_at        timestamptz
);
create index provisioning_credentials_by_team on provisioning_credentials (team_id, id);
select isolate_by_team('provisioning_credentials');

-- What was changed and what was refused; reading leaves no row.
create table provisioning_calls (
  id            uuid primary key,
  team_id       uuid not null references teams,
  credential_id uuid not null references provisioning_credentials on delete cascade,
  at            timestamptz not null,
  -- Method and pattern of the address, such as `PATCH /Users/:user`.
  line          text not null,
  status        integer not null,
  -- The code of the refusal; null for what was done.
  refusal       text,
  -- The member or group that it was about, if it is known.
  object        uuid
);
create index provisioning_calls_by_team on provisioning_calls (team_id, id desc);
create index provisioning_calls_by_end on provisioning_calls (team_id, at);
select isolate_by_team('provisioning_calls');

-- In which role accounts are made; no row: as members.
create table provisioning_settings (
  team_id      uuid primary key references teams,
  new_accounts text not null check (new_accounts in ('member', 'guest')),
  set_by       uuid not null references members,
  set_at       timestamptz not null
);
select isolate_by_team('provisioning_settings');

-- What a directory says of a member. One that was removed there is gone for it until it makes the account anew.
create table provisioned_members (
  member_id        uuid primary key references members,
  team_id          uuid not null references teams,
  user_name        text not null,
  user_name_folded text not null,
  external_id      text,
  given_name       text,
  family_name      text,
  -- The role that a group gave, and the one that it took the place of; both, or neither.
  granted_role     text check (granted_role in ('admin', 'member', 'guest')),
  role_before      text check (role_before in ('admin', 'member', 'guest')),
  linked_at        timestamptz not null,
  changed_at       timestamptz not null,
  removed_at       timestamptz,
  check ((granted_role is null) = (role_before is null))
);
create unique index provisioned_members_by_name on provisioned_members (team_id, user_name_folded)
  where removed_at is null;
create unique index provisioned_members_by_external_id on provisioned_members (team_id, external_id)
  where removed_at is null;
select isolate_by_team('provisioned_members');

create table provisioned_groups (
  id           uuid primary key,
  team_id      uuid not null references teams,
  display_name text not null,
  external_id  text,
  -- The role of its members, by an owner's choice; null: none of its own.
  role         text check (role in ('admin', 'member', 'guest')),
  created_at   timestamptz not null,
  changed_at   timestamptz not null
);
create unique index provisioned_groups_by_name on provisioned_groups (team_id, lower(display_name));
select isolate_by_team('provisioned_groups');

create table provisioned_group_members (
  group_id  uuid not null references provisioned_groups on delete cascade,
  member_id uuid not null references members,
  team_id   uuid not null,
  primary key (group_id, member_id)
);
create index provisioned_group_members_by_member on provisioned_group_members (member_id);
select isolate_by_team('provisioned_group_members');

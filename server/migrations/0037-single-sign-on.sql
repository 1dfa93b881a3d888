-- Who else may say who somebody is. `settings` and `new_accounts` are what admins see; the secret is sealed.
create table sso_providers (
  id           uuid primary key,
  team_id      uuid not null references teams,
  kind         text not null check (kind in ('oidc', 'saml')),
  name         text not null,
  is_on        boolean not null,
  settings     jsonb not null,
  -- Null: who has no account stays outside.
  new_accounts jsonb,
  secret       bytea not null,
  created_at   timestamptz not null,
  -- Since when the settings are as they are; null for `accepted_at`: nobody was read with them yet.
  changed_at   timestamptz not null,
  accepted_at  timestamptz
);
create index sso_providers_by_team on sso_providers (team_id);
select isolate_by_team('sso_providers');

-- Under which name a provider knows a member. The name, unlike an address, is never given to somebody else.
create table sso_identities (
  provider_id uuid not null references sso_providers on delete cascade,
  subject     text not null,
  team_id     uuid not null references teams,
  member_id   uuid not null references members,
  linked_at   timestamptz not null,
  primary key (provider_id, subject),
  unique (provider_id, member_id)
);
create index sso_identities_by_member on sso_identities (member_id);
select isolate_by_team('sso_identities');

-- A browser that was sent to a provider and is expected back, once. Nothing here lets anybody in: the browser keeps the
-- secret that belongs to it.
create table sso_requests (
  state_hash   bytea primary key,
  team_id      uuid not null references teams,
  provider_id  uuid not null references sso_providers on delete cascade,
  browser_hash bytea not null,
  -- The admin who looks what comes back, without signing in; null for a sign-in.
  tester       uuid references members,
  expires_at   timestamptz not null
);
create index sso_requests_by_end on sso_requests (team_id, expires_at);
select isolate_by_team('sso_requests');

-- Who signs in by providers; no row: nobody.
create table sso_policies (
  team_id          uuid primary key references teams,
  mode             text not null check (mode in ('optional', 'required', 'required-but-guests')),
  -- Whether a provider's word is a second factor too.
  counts_as_factor boolean not null,
  set_by           uuid not null references members,
  set_at           timestamptz not null
);
select isolate_by_team('sso_policies');

-- Domains of which a team has shown that they are its own.
create table claimed_domains (
  team_id         uuid not null references teams,
  domain          text not null,
  -- What the DNS is to say of it; no secret.
  record          text not null,
  claimed_by      uuid not null references members,
  claimed_at      timestamptz not null,
  -- The code that was mailed to who runs the domain's mail.
  code_hash       bytea,
  mailed_at       timestamptz,
  proven_by       text check (proven_by in ('dns', 'mail')),
  proven_at       timestamptz,
  primary key (team_id, domain)
);
select isolate_by_team('claimed_domains');

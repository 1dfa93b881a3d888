-- SAML 2.0: what proves a provider of this kind is public; what proves us is a key of our own.
alter table sso_providers alter column secret drop not null;

-- Our keys at a provider, the one in use first; a second one follows it. The private key is sealed.
create table sso_keys (
  id          uuid primary key,
  team_id     uuid not null references teams,
  provider_id uuid not null references sso_providers on delete cascade,
  certificate bytea not null,
  private_key bytea not null,
  created_at  timestamptz not null
);
create index sso_keys_by_provider on sso_keys (provider_id, created_at);
select isolate_by_team('sso_keys');

-- Messages that must not be taken a second time, until they are too old to be taken at all.
create table sso_taken (
  provider_id uuid not null references sso_providers on delete cascade,
  message     bytea not null,
  team_id     uuid not null references teams,
  expires_at  timestamptz not null,
  primary key (provider_id, message)
);
create index sso_taken_by_end on sso_taken (team_id, expires_at);
select isolate_by_team('sso_taken');

-- By which name a provider knows a signed-in device, so that either side can end the sign-in for both.
create table sso_stays (
  session_id    uuid primary key references sessions on delete cascade,
  team_id       uuid not null references teams,
  provider_id   uuid not null references sso_providers on delete cascade,
  name          text not null,
  format        text,
  qualifier     text,
  own_qualifier text,
  index         text
);
create index sso_stays_by_name on sso_stays (provider_id, name);
select isolate_by_team('sso_stays');

-- Row-level security: under the role of the units of work a query finds only the rows of the team that the
-- transaction named. A transaction that named none finds nothing.
create function isolate_by_team(isolated regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', isolated);
  execute format($policy$
    create policy own_team on %s
      using (team_id = nullif(current_setting('wardroom.team', true), '')::uuid)
      with check (team_id = nullif(current_setting('wardroom.team', true), '')::uuid)$policy$, isolated);
end $$;

-- A key per compartment, wrapped by the team's key; the team's own is wrapped by the deployment key.
create table vault_keys (
  team_id     uuid not null,
  compartment text not null,
  version     integer not null,
  wrapped     bytea not null,
  created_at  timestamptz not null,
  primary key (team_id, compartment, version)
);
select isolate_by_team('vault_keys');

-- The head of each team's audit log (and the deployment's, under the nil UUID): its size and the peaks of the tree.
create table audit_heads (
  team_id uuid primary key,
  size    bigint not null,
  peaks   bytea not null
);
select isolate_by_team('audit_heads');

create table audit_entries (
  team_id    uuid not null,
  index      bigint not null,
  at         timestamptz not null,
  kind       text not null,
  actor      text not null,
  -- Sealed {salt, content}; null once the content was erased. The commitment stays, so the proof stays.
  sealed     bytea,
  commitment bytea not null,
  primary key (team_id, index)
);
create index audit_entries_by_kind on audit_entries (team_id, kind, index desc);
create index audit_entries_by_actor on audit_entries (team_id, actor, index desc);
select isolate_by_team('audit_entries');

create table audit_checkpoints (
  team_id uuid not null,
  size    bigint not null,
  at      timestamptz not null,
  note    text not null,
  primary key (team_id, size)
);
select isolate_by_team('audit_checkpoints');

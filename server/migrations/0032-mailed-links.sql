-- A link that was mailed into an account: to claim it, to another address, to a new password. At most one of a kind a
-- member. It is gone once it was used.
create table mailed_links (
  member_id  uuid not null references members,
  kind       text not null check (kind in ('claim', 'email', 'reset')),
  team_id    uuid not null references teams,
  token_hash bytea not null unique,
  -- The address that the link was sent to: whoever has the link reads its mail.
  email      text not null,
  -- Null: no member, but a visitor.
  asked_by   uuid references members,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- Noted for claims alone. Null: no mail server has taken the mail, and nobody has the link.
  mailed_at  timestamptz,
  primary key (member_id, kind)
);
select isolate_by_team('mailed_links');

insert into mailed_links (member_id, kind, team_id, token_hash, email, asked_by, created_at, expires_at, mailed_at)
select member_id, 'claim', team_id, token_hash, email, invited_by, created_at, expires_at, mailed_at from claims
union all
select member_id, 'email', team_id, token_hash, email, asked_by, created_at, expires_at, null from email_changes
union all
select member_id, 'reset', team_id, token_hash, email, null, created_at, expires_at, null from password_resets;

drop table claims;
drop table email_changes;
drop table password_resets;

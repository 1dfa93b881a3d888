-- Short names of members and of user groups, so that one means one of them: kept by triggers, whoever writes there.
create table handles (
  team_id uuid not null,
  handle  text not null,
  primary key (team_id, handle)
);
select isolate_by_team('handles');

-- A group that is called like a member gets a name of its own.
update user_groups g set handle = left(g.handle, 23) || '-' || left(md5(g.id::text), 8)
where exists (select from members m where m.team_id = g.team_id and m.handle = g.handle);

insert into handles (team_id, handle)
select team_id, handle from members union all select team_id, handle from user_groups;

create function keep_handle() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    delete from handles where team_id = old.team_id and handle = old.handle;
  end if;
  if tg_op <> 'DELETE' then
    insert into handles (team_id, handle) values (new.team_id, new.handle);
  end if;
  return null;
end $$;
create trigger members_keep_handle after insert or delete or update of handle on members
  for each row execute function keep_handle();
create trigger user_groups_keep_handle after insert or delete or update of handle on user_groups
  for each row execute function keep_handle();

-- Whether the deployment's own audit log says that the team was made; those that are there are taken to be in it.
alter table teams add column is_recorded boolean not null default true;
alter table teams alter column is_recorded set default false;

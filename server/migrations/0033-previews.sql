-- Whether a notice on a screen shows who wrote, where and what.
alter table notification_preferences add column previews boolean not null default true;

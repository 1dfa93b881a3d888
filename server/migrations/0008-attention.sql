-- The IANA name of the zone in which the member's days and hours are meant.
alter table members add column time_zone text not null default 'UTC';

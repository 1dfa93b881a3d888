-- What has a reaction with an emoji, the newest first.
create index reactions_by_emoji on reactions (team_id, emoji, ts desc, channel_id desc);

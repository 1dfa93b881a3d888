-- The image of a card at a message, as we made it anew; the card itself stands in the body of its message. Blobs are
-- shared with equal contents: the last one that has them takes the bytes along.
create table card_images (
  channel_id uuid not null,
  ts         bigint not null,
  card       integer not null,
  team_id    uuid not null,
  blob_id    uuid not null references blobs deferrable initially deferred,
  primary key (channel_id, ts, card)
);
create index card_images_by_blob on card_images (blob_id);
select isolate_by_team('card_images');

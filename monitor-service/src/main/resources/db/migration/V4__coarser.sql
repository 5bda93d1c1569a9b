-- Counts are added up over 10 seconds, a minute and an hour in turn; up to which second each of these is done.
create table counted_until (
  span   integer primary key,
  second bigint  not null
);

-- Since when a rollout that is being judged needs every second of a deployment, and when it was last asked about.
create table judged (
  deployment text        not null,
  keep_from  bigint      not null,
  asked_at   timestamptz not null,
  primary key (deployment, keep_from)
);

-- Which windows of an instance are stored, once they are some hours old: a few ranges rather than a row each.
create table stored_range (
  instance  text           primary key,
  sequences int8multirange not null,
  second    bigint         not null
);
create index stored_range_age on stored_range (second);

-- Rows of one age no longer lie together once some of them were added up.
drop index counted_second_age;
create index counted_second_age on counted_second (second);
drop index stored_window_age;
create index stored_window_age on stored_window (second);

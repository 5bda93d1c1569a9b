-- How the numbers of profiles are to be read: names, kinds, bins, categories. Few a version, written once.
create table profile_shape (
  id         uuid        primary key,
  deployment text        not null,
  version    text        not null,
  document   text        not null,
  seen_at    timestamptz not null
);
create index profile_shape_version on profile_shape (deployment, version);

-- What was seen of features and outputs, by version and time: sums of one shape add up number by number. Rows are only put in,
-- never changed, so that senders do not wait for each other; a slot's rows are added up when they are read or made coarser.
create table profile_slot (
  deployment text    not null,
  version    text    not null,
  shape      uuid    not null,
  span       integer not null,
  start      bigint  not null,
  sums       bytea   not null
);
create index profile_slot_time on profile_slot (deployment, version, start);
create index profile_slot_age on profile_slot (span, start);

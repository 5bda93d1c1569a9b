-- Every limit that was learned, and every time that a hard one took its place: from when it is in force, for whichever series of an alarm.
create table learned_limit (
  deployment text        not null,
  alarm      text        not null,
  series     text        not null,
  valid_from timestamptz not null,
  document   text        not null,
  primary key (deployment, alarm, series, valid_from)
);
create index learned_limit_age on learned_limit using brin (valid_from);

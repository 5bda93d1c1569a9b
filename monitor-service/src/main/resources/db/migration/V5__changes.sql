-- What was last said about each deployment's candidate.
create table verdict_latest (
  deployment text        primary key,
  as_of      timestamptz not null,
  document   text        not null
);

-- What became different from one verdict to the next; ids rise in the order in which changes became visible.
create table change (
  id         bigint generated always as identity primary key,
  deployment text        not null,
  at         timestamptz not null,
  alarm      text,
  document   text        not null
);
create index change_deployment on change (deployment, id);
create index change_age on change using brin (at);

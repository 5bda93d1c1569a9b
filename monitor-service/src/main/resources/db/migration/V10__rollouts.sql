-- Where the operator said last that a deployment is.
create table rollout (
  deployment text        primary key,
  at         timestamptz not null,
  document   jsonb       not null
);
create index rollout_age on rollout (at);

-- Every report that said something else than the one before it.
create table rollout_change (
  deployment text        not null,
  at         timestamptz not null,
  document   jsonb       not null,
  primary key (deployment, at)
);
create index rollout_change_age on rollout_change using brin (at);

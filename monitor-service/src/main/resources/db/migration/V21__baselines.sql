-- What the training data of a version looked like, counted in the bins that its windows are counted in.
create table version_baseline (
  deployment text        not null,
  version    text        not null,
  document   text        not null,
  stored_at  timestamptz not null,
  primary key (deployment, version)
);
create index version_baseline_age on version_baseline using brin (stored_at);

-- Sampled requests with their answers, each once.
create table inference_record (
  deployment     text        not null,
  request_id     text        not null,
  version        text        not null,
  instance       text        not null,
  at             timestamptz not null,
  received_at    timestamptz not null,
  latency_micros bigint      not null,
  rows           integer     not null,
  -- inputs, outputs, withheld: as JSON, which is kept as text since jsonb holds fewer texts than JSON does.
  document       text        not null,
  bytes          integer     not null,
  primary key (deployment, request_id, version, instance)
);
create index inference_record_time on inference_record (deployment, at, request_id, version, instance);
create index inference_record_age on inference_record using brin (received_at);

-- What the records of a deployment take, for its budget.
create table record_usage (
  deployment text   primary key,
  records    bigint not null,
  bytes      bigint not null
);

-- Which windows are stored already: a window that is sent again changes nothing.
create table stored_window (
  instance text   not null,
  sequence bigint not null,
  second   bigint not null,
  primary key (instance, sequence)
);
create index stored_window_age on stored_window using brin (second);

-- Windows added up by version, kind of reporter and the second (since 1970) in which they began.
create table counted_second (
  deployment     text        not null,
  version        text        not null,
  reporter       text        not null,
  second         bigint      not null,
  longest_millis integer     not null,
  ended          timestamptz not null,
  last_arrival   timestamptz,
  -- Requests at a router, inferences at a model server.
  requests       bigint      not null,
  errors         bigint      not null,
  rejections     bigint      not null,
  -- Routers' alone.
  cancelled      bigint      not null,
  failed_over    bigint      not null,
  failed_to_client bigint    not null,
  -- Model servers' alone.
  answered_rows  bigint      not null,
  null_rows      bigint      not null,
  -- Pairs of bucket and count, seven bits a byte: histograms are added by putting them behind one another.
  latency        bytea       not null,
  -- What the windows said by name (nulls by output, missing values by feature, failures by kind): one element a window.
  by_name        jsonb       not null,
  primary key (deployment, version, reporter, second)
);
create index counted_second_age on counted_second using brin (second);

create table policy (
  deployment text        primary key,
  revision   bigint      not null,
  document   jsonb       not null,
  stored_at  timestamptz not null
);

create table feedback (
  id          bigint generated always as identity primary key,
  deployment  text        not null,
  request_id  text        not null,
  kind        text        not null,
  value       jsonb       not null,
  at          timestamptz,
  received_at timestamptz not null
);
-- The same said twice is stored once. A correction differs in its value or its time.
create unique index feedback_once
  on feedback (deployment, request_id, kind, md5(value::text), coalesce(at, '-infinity'));
create index feedback_age on feedback using brin (received_at);

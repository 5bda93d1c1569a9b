-- Where the decision on a ticket is to be sent; null for nowhere.
alter table ticket add column callback jsonb;

-- Decisions that are to be sent, each written with the decision itself and deleted once it was taken.
create table callback (
  id           bigint generated always as identity primary key,
  deployment   text        not null,
  request_id   text        not null,
  url          text        not null,
  secret       text,
  body         text        not null,
  created_at   timestamptz not null,
  tries        integer     not null default 0,
  -- When it is to be tried. Whoever tries it moves this on for as long as that may take, so that nobody else does meanwhile.
  next_at      timestamptz not null,
  -- Since when it is not tried any more.
  given_up_at  timestamptz,
  last_failure text,
  unique (deployment, request_id)
);
create index callback_next on callback (next_at) where given_up_at is null;
create index callback_age on callback using brin (created_at);

-- Requests that people decide on, each once.
create table ticket (
  deployment    text        not null,
  request_id    text        not null,
  version       text        not null,
  reason        text        not null,
  at            timestamptz not null,
  received_at   timestamptz not null,
  due_at        timestamptz not null,
  -- The higher, the sooner somebody is to take it.
  priority      integer     not null,
  confidence    double precision,
  predicted     text,
  -- What was asked and answered, without what nobody may see: as JSON, which is kept as text.
  asked         text        not null,
  answered      text,
  state         text        not null,
  reviewer      text,
  claimed_until timestamptz,
  decision      jsonb,
  decided_at    timestamptz,
  note          text,
  primary key (deployment, request_id)
);
create index ticket_queue on ticket (deployment, state, priority desc, due_at);
create index ticket_due on ticket (due_at) where state in ('Waiting', 'Claimed');
create index ticket_age on ticket using brin (received_at);

-- Who did what with a ticket. Rows are only put in.
create table ticket_event (
  id         bigint generated always as identity primary key,
  deployment text        not null,
  request_id text        not null,
  at         timestamptz not null,
  reviewer   text        not null,
  action     text        not null,
  detail     text
);
create index ticket_event_ticket on ticket_event (deployment, request_id, id);
create index ticket_event_age on ticket_event using brin (at);

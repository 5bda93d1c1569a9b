-- How people are asked: what becomes of a ticket that is due, and when reviewers see what the model says. A monitor of before writes
-- neither these nor who decided.
alter table ticket
  add column overdue         text not null default 'Expire',
  add column show_suggestion text not null default 'AfterDecision',
  add column decided_by      text,
  -- Since when it is due and nobody has decided: then what follows has been done, once.
  add column overdue_since   timestamptz;
drop index ticket_due;
create index ticket_due on ticket (due_at) where state in ('Waiting', 'Claimed') and overdue_since is null;

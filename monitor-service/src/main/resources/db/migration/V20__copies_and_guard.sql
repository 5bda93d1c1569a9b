-- What became of the copies of live requests that a version got, and what the routers' own guards did about it.
alter table counted_second
  add column copies            bigint not null default 0,
  add column copy_errors       bigint not null default 0,
  add column copy_rejections   bigint not null default 0,
  add column copies_dropped    bigint not null default 0,
  add column ejections         bigint not null default 0,
  add column withheld          bigint not null default 0,
  add column copy_latency      bytea  not null default ''::bytea;

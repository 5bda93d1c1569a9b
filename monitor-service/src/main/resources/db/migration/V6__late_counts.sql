-- How often counts of a deployment changed that were minutes old by then. Who remembers old counts reads this to know whether they still are so.
create table late_count (
  deployment text   primary key,
  changes    bigint not null,
  second     bigint not null
);

-- What else is due to an application that is away is put off together.
create index callback_url on callback (url, next_at) where given_up_at is null;

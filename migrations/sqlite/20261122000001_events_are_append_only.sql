-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER `events_update` BEFORE UPDATE ON `events` BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER `events_delete` BEFORE DELETE ON `events` BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd

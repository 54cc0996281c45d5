-- The revision of access is drawn once by a move, not for each account of the subtree.
-- +goose Up
DROP TRIGGER `accounts_update_access`;
-- +goose StatementBegin
CREATE TRIGGER `accounts_update_access` AFTER UPDATE OF `parent_id` ON `accounts` BEGIN
  UPDATE `counters` SET `value` = `value` + 1 WHERE `name` = 'access';
END;
-- +goose StatementEnd

-- Whatever changes what a session may see or do draws the next revision of access, so that a viewer can be remembered.
-- +goose Up
INSERT INTO `counters` (`name`, `value`) VALUES ('access', 1) ON CONFLICT DO NOTHING;
-- +goose StatementBegin
CREATE TRIGGER `grants_insert_access` AFTER INSERT ON `grants` WHEN EXISTS (SELECT 1 FROM `sessions` WHERE `user_id` = NEW.`user_id`) BEGIN
  UPDATE `counters` SET `value` = `value` + 1 WHERE `name` = 'access';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER `grants_update_access` AFTER UPDATE ON `grants` BEGIN
  UPDATE `counters` SET `value` = `value` + 1 WHERE `name` = 'access';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER `grants_delete_access` AFTER DELETE ON `grants` BEGIN
  UPDATE `counters` SET `value` = `value` + 1 WHERE `name` = 'access';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER `users_update_access` AFTER UPDATE OF `status` ON `users` BEGIN
  UPDATE `counters` SET `value` = `value` + 1 WHERE `name` = 'access';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER `sessions_update_access` AFTER UPDATE OF `user_id`, `token_hash`, `expires_at` ON `sessions` BEGIN
  UPDATE `counters` SET `value` = `value` + 1 WHERE `name` = 'access';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER `sessions_delete_access` AFTER DELETE ON `sessions` BEGIN
  UPDATE `counters` SET `value` = `value` + 1 WHERE `name` = 'access';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER `accounts_update_access` AFTER UPDATE OF `path` ON `accounts` BEGIN
  UPDATE `counters` SET `value` = `value` + 1 WHERE `name` = 'access';
END;
-- +goose StatementEnd

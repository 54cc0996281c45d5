-- The people of a whole subtree are one range of an index, in which a search sees all that it looks at.
-- +goose Up
CREATE INDEX `account_name_key_id` ON `accounts` (`name_key`, `id`);
ALTER TABLE `users` ADD COLUMN `path` text NOT NULL DEFAULT ('');
UPDATE `users` SET `path` = (SELECT `path` FROM `accounts` WHERE `accounts`.`id` = `users`.`account_id`);
CREATE INDEX `user_path` ON `users` (`path`, `search`, `name_key`, `email_key`, `created_at`, `id`);
-- +goose StatementBegin
CREATE TRIGGER `users_insert_path` AFTER INSERT ON `users` WHEN NEW.`path` = '' BEGIN
  UPDATE `users` SET `path` = coalesce((SELECT `path` FROM `accounts` WHERE `id` = NEW.`account_id`), '') WHERE `id` = NEW.`id`;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER `users_update_path` AFTER UPDATE OF `account_id` ON `users` BEGIN
  UPDATE `users` SET `path` = coalesce((SELECT `path` FROM `accounts` WHERE `id` = NEW.`account_id`), '') WHERE `id` = NEW.`id`;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER `accounts_update_path` AFTER UPDATE OF `path` ON `accounts` BEGIN
  UPDATE `users` SET `path` = NEW.`path` WHERE `account_id` = NEW.`id`;
END;
-- +goose StatementEnd

-- By hand where the generated one would make the table of sessions anew, and lose its triggers.
-- +goose Up
ALTER TABLE `events` ADD COLUMN `api_key_id` integer NULL;
CREATE TABLE `api_keys` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `name` text NOT NULL,
  `role` text NOT NULL,
  `scope` text NOT NULL DEFAULT ('SUBTREE'),
  `created_at` datetime NOT NULL,
  `expires_at` datetime NULL,
  `last_used_at` datetime NULL,
  `revoked_at` datetime NULL,
  `account_id` integer NULL,
  `created_by_id` integer NULL,
  CONSTRAINT `api_keys_accounts_account` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `api_keys_users_created_by` FOREIGN KEY (`created_by_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT
);
CREATE INDEX `apikey_account_id_id` ON `api_keys` (`account_id`, `id`);
CREATE INDEX `apikey_created_by_id` ON `api_keys` (`created_by_id`);
CREATE TABLE `identities` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `issuer` text NOT NULL,
  `subject` text NOT NULL,
  `created_at` datetime NOT NULL,
  `user_id` integer NOT NULL,
  CONSTRAINT `identities_users_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX `identity_issuer_subject` ON `identities` (`issuer`, `subject`);
CREATE UNIQUE INDEX `identity_user_id_issuer` ON `identities` (`user_id`, `issuer`);
CREATE TABLE `links` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `purpose` text NOT NULL,
  `token_hash` blob NOT NULL,
  `created_at` datetime NOT NULL,
  `expires_at` datetime NOT NULL,
  `user_id` integer NOT NULL,
  CONSTRAINT `links_users_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX `links_token_hash_key` ON `links` (`token_hash`);
CREATE UNIQUE INDEX `link_user_id_purpose` ON `links` (`user_id`, `purpose`);
CREATE INDEX `link_expires_at` ON `links` (`expires_at`);
ALTER TABLE `sessions` ADD COLUMN `last_used_at` datetime NULL;
ALTER TABLE `sessions` ADD COLUMN `remote_address` text NOT NULL DEFAULT '';
ALTER TABLE `sessions` ADD COLUMN `api_key_id` integer NULL CONSTRAINT `sessions_api_keys_api_key` REFERENCES `api_keys` (`id`) ON DELETE RESTRICT;
CREATE INDEX `session_api_key_id` ON `sessions` (`api_key_id`);
-- REPLACE deletes without asking the trigger of deletes.
-- +goose StatementBegin
CREATE TRIGGER `events_replace` BEFORE INSERT ON `events`
WHEN EXISTS (SELECT 1 FROM `events` WHERE `id` = NEW.`id`) OR EXISTS (SELECT 1 FROM `events` WHERE `root_id` = NEW.`root_id` AND `seq` = NEW.`seq`) BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd

-- By hand where the generated one would make the table of users anew, and lose its triggers.
-- +goose Up
ALTER TABLE `users` ADD COLUMN `new_email` text NOT NULL DEFAULT ('');
CREATE TABLE `invitations` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `status` text NOT NULL,
  `send_at` datetime NOT NULL,
  `attempts` integer NOT NULL DEFAULT (0),
  `failure` text NOT NULL DEFAULT (''),
  `token_hash` blob NULL,
  `sent_at` datetime NULL,
  `expires_at` datetime NULL,
  `user_id` integer NOT NULL,
  CONSTRAINT `invitations_users_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX `invitations_token_hash_key` ON `invitations` (`token_hash`);
CREATE UNIQUE INDEX `invitation_user_id` ON `invitations` (`user_id`);
CREATE INDEX `invitation_queue` ON `invitations` (`send_at`, `id`) WHERE status = 'QUEUED';
CREATE TABLE `user_imports` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `status` text NOT NULL,
  `on_error` text NOT NULL,
  `language` text NOT NULL DEFAULT (''),
  `timezone` text NOT NULL DEFAULT (''),
  `terms` text NOT NULL DEFAULT (''),
  `encoding` text NOT NULL DEFAULT (''),
  `total` integer NULL,
  `processed` integer NOT NULL DEFAULT (0),
  `added_count` integer NOT NULL DEFAULT (0),
  `rejected_count` integer NOT NULL DEFAULT (0),
  `faults` text NOT NULL DEFAULT ('[]'),
  `request_id` text NOT NULL DEFAULT (''),
  `started_at` datetime NOT NULL,
  `completed_at` datetime NULL,
  `account_id` integer NOT NULL,
  `created_by_id` integer NULL,
  `api_key_id` integer NULL,
  CONSTRAINT `user_imports_accounts_account` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `user_imports_users_created_by` FOREIGN KEY (`created_by_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `user_imports_api_keys_api_key` FOREIGN KEY (`api_key_id`) REFERENCES `api_keys` (`id`) ON DELETE RESTRICT
);
CREATE INDEX `userimport_account_id_id` ON `user_imports` (`account_id`, `id`);
CREATE INDEX `userimport_created_by_id` ON `user_imports` (`created_by_id`);
CREATE INDEX `user_import_open` ON `user_imports` (`started_at`) WHERE completed_at IS NULL;
CREATE INDEX `userimport_completed_at` ON `user_imports` (`completed_at`);
CREATE TABLE `user_import_parts` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `n` integer NOT NULL,
  `data` blob NOT NULL,
  `import_id` integer NOT NULL,
  CONSTRAINT `user_import_parts_user_imports_import` FOREIGN KEY (`import_id`) REFERENCES `user_imports` (`id`) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX `userimportpart_import_id_n` ON `user_import_parts` (`import_id`, `n`);
CREATE TABLE `user_import_rows` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `n` integer NOT NULL,
  `line` integer NOT NULL,
  `email_key` text NOT NULL DEFAULT (''),
  `person` text NOT NULL DEFAULT (''),
  `faults` text NOT NULL DEFAULT (''),
  `import_id` integer NOT NULL,
  CONSTRAINT `user_import_rows_user_imports_import` FOREIGN KEY (`import_id`) REFERENCES `user_imports` (`id`) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX `userimportrow_import_id_n` ON `user_import_rows` (`import_id`, `n`);
CREATE INDEX `user_import_rejected` ON `user_import_rows` (`import_id`, `n`) WHERE person = '';

-- +goose Up
CREATE TABLE `accounts` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `root_id` integer NOT NULL,
  `path` text NOT NULL,
  `type` text NOT NULL,
  `status` text NOT NULL,
  `account_number` text NULL,
  `name` text NOT NULL,
  `name_key` text NOT NULL,
  `search` text NOT NULL,
  `street` text NOT NULL DEFAULT (''),
  `dependent_locality` text NOT NULL DEFAULT (''),
  `city` text NOT NULL DEFAULT (''),
  `region` text NOT NULL DEFAULT (''),
  `postal_code` text NOT NULL DEFAULT (''),
  `country` text NOT NULL,
  `phone` text NOT NULL DEFAULT (''),
  `language` text NOT NULL DEFAULT (''),
  `timezone` text NOT NULL DEFAULT (''),
  `external_reference` text NULL,
  `created_at` datetime NOT NULL,
  `updated_at` datetime NOT NULL,
  `parent_id` integer NULL,
  `notification_contact_id` integer NULL,
  `organization_id` integer NULL,
  CONSTRAINT `accounts_accounts_sub_accounts` FOREIGN KEY (`parent_id`) REFERENCES `accounts` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `accounts_users_notification_contact` FOREIGN KEY (`notification_contact_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `accounts_organizations_organization` FOREIGN KEY (`organization_id`) REFERENCES `organizations` (`id`) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX `accounts_account_number_key` ON `accounts` (`account_number`);
CREATE UNIQUE INDEX `account_path` ON `accounts` (`path`);
CREATE INDEX `account_parent_id_name_key_id` ON `accounts` (`parent_id`, `name_key`, `id`);
CREATE INDEX `account_parent_id_created_at_id` ON `accounts` (`parent_id`, `created_at`, `id`);
CREATE UNIQUE INDEX `account_root_id_external_reference` ON `accounts` (`root_id`, `external_reference`);
CREATE UNIQUE INDEX `account_root_external_reference` ON `accounts` (`external_reference`) WHERE parent_id IS NULL;
CREATE INDEX `account_external_reference` ON `accounts` (`external_reference`);
CREATE INDEX `account_organization_id` ON `accounts` (`organization_id`);
CREATE INDEX `account_notification_contact_id` ON `accounts` (`notification_contact_id`);
CREATE TABLE `counters` (
  `name` text NOT NULL,
  `value` integer NOT NULL,
  PRIMARY KEY (`name`)
);
CREATE TABLE `events` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `root_id` integer NOT NULL,
  `seq` integer NOT NULL,
  `action` text NOT NULL,
  `outcome` text NOT NULL,
  `actor_id` integer NULL,
  `account_id` integer NULL,
  `subject` text NOT NULL DEFAULT (''),
  `changes` text NOT NULL DEFAULT ('[]'),
  `request_id` text NOT NULL DEFAULT (''),
  `at` datetime NOT NULL
);
CREATE UNIQUE INDEX `event_root_id_seq` ON `events` (`root_id`, `seq`);
CREATE INDEX `event_account_id_id` ON `events` (`account_id`, `id`);
CREATE INDEX `event_actor_id` ON `events` (`actor_id`);
CREATE TABLE `event_person_values` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `event_id` integer NOT NULL,
  `user_id` integer NOT NULL,
  `field` text NOT NULL,
  `before` text NULL,
  `after` text NULL
);
CREATE INDEX `eventpersonvalue_event_id` ON `event_person_values` (`event_id`);
CREATE INDEX `eventpersonvalue_user_id` ON `event_person_values` (`user_id`);
CREATE TABLE `grants` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `role` text NOT NULL,
  `scope` text NOT NULL DEFAULT ('SUBTREE'),
  `created_at` datetime NOT NULL,
  `user_id` integer NOT NULL,
  `account_id` integer NULL,
  CONSTRAINT `grants_users_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `grants_accounts_account` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX `grant_user_id_account_id_role_scope` ON `grants` (`user_id`, `account_id`, `role`, `scope`);
CREATE INDEX `grant_account_id` ON `grants` (`account_id`);
CREATE TABLE `idempotency_keys` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `viewer_id` integer NOT NULL,
  `key` text NOT NULL,
  `input_hash` blob NOT NULL,
  `result` text NOT NULL DEFAULT (''),
  `created_at` datetime NOT NULL
);
CREATE UNIQUE INDEX `idempotencykey_viewer_id_key` ON `idempotency_keys` (`viewer_id`, `key`);
CREATE INDEX `idempotencykey_created_at` ON `idempotency_keys` (`created_at`);
CREATE TABLE `match_keys` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `key` text NOT NULL,
  `organization_id` integer NOT NULL,
  CONSTRAINT `match_keys_organizations_organization` FOREIGN KEY (`organization_id`) REFERENCES `organizations` (`id`) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX `matchkey_key_organization_id` ON `match_keys` (`key`, `organization_id`);
CREATE INDEX `matchkey_organization_id` ON `match_keys` (`organization_id`);
CREATE TABLE `match_key_counts` (
  `key` text NOT NULL,
  `organizations` integer NOT NULL,
  PRIMARY KEY (`key`)
);
CREATE TABLE `organizations` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `source` text NOT NULL,
  `name` text NOT NULL,
  `name_key` text NOT NULL,
  `aliases` text NOT NULL DEFAULT (''),
  `phone` text NOT NULL DEFAULT (''),
  `revision` integer NOT NULL,
  `street` text NOT NULL DEFAULT (''),
  `dependent_locality` text NOT NULL DEFAULT (''),
  `city` text NOT NULL DEFAULT (''),
  `region` text NOT NULL DEFAULT (''),
  `postal_code` text NOT NULL DEFAULT (''),
  `country` text NOT NULL,
  `created_at` datetime NOT NULL,
  `updated_at` datetime NOT NULL
);
CREATE INDEX `organization_name_key_country` ON `organizations` (`name_key`, `country`);
CREATE UNIQUE INDEX `organization_revision` ON `organizations` (`revision`);
CREATE TABLE `provisionings` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `status` text NOT NULL,
  `requested_at` datetime NOT NULL,
  `expected_by` datetime NOT NULL,
  `attempts` integer NOT NULL DEFAULT (0),
  `completed_at` datetime NULL,
  `failure_code` text NULL,
  `failure_message` text NOT NULL DEFAULT (''),
  `failure_retryable` bool NOT NULL DEFAULT (false),
  `account_id` integer NOT NULL,
  CONSTRAINT `provisionings_accounts_account` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`) ON DELETE RESTRICT
);
CREATE TABLE `reviews` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `status` text NOT NULL,
  `version` integer NOT NULL DEFAULT (1),
  `type` text NOT NULL,
  `name` text NOT NULL,
  `street` text NOT NULL DEFAULT (''),
  `dependent_locality` text NOT NULL DEFAULT (''),
  `city` text NOT NULL DEFAULT (''),
  `region` text NOT NULL DEFAULT (''),
  `postal_code` text NOT NULL DEFAULT (''),
  `country` text NOT NULL,
  `phone` text NOT NULL DEFAULT (''),
  `language` text NOT NULL DEFAULT (''),
  `timezone` text NOT NULL DEFAULT (''),
  `external_reference` text NOT NULL DEFAULT (''),
  `details_hash` text NOT NULL,
  `matched_revision` integer NOT NULL,
  `expires_at` datetime NOT NULL,
  `created_at` datetime NOT NULL,
  `updated_at` datetime NOT NULL,
  `parent_id` integer NOT NULL,
  `notification_contact_id` integer NOT NULL,
  `account_id` integer NULL,
  `created_by_id` integer NULL,
  CONSTRAINT `reviews_accounts_parent` FOREIGN KEY (`parent_id`) REFERENCES `accounts` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `reviews_users_notification_contact` FOREIGN KEY (`notification_contact_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `reviews_accounts_account` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `reviews_users_created_by` FOREIGN KEY (`created_by_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT
);
CREATE INDEX `review_parent_id_created_at_id` ON `reviews` (`parent_id`, `created_at`, `id`);
CREATE UNIQUE INDEX `review_open_details` ON `reviews` (`parent_id`, `details_hash`) WHERE status = 'OPEN';
CREATE INDEX `review_open_expires_at` ON `reviews` (`expires_at`) WHERE status = 'OPEN';
CREATE INDEX `review_account_id` ON `reviews` (`account_id`);
CREATE INDEX `review_notification_contact_id` ON `reviews` (`notification_contact_id`);
CREATE INDEX `review_created_by_id` ON `reviews` (`created_by_id`);
CREATE TABLE `review_candidates` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `rank` integer NOT NULL,
  `score` real NOT NULL,
  `likely_same` bool NOT NULL,
  `exact` bool NOT NULL,
  `reasons` text NOT NULL,
  `review_id` integer NOT NULL,
  `organization_id` integer NOT NULL,
  CONSTRAINT `review_candidates_reviews_review` FOREIGN KEY (`review_id`) REFERENCES `reviews` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `review_candidates_organizations_organization` FOREIGN KEY (`organization_id`) REFERENCES `organizations` (`id`) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX `reviewcandidate_review_id_rank` ON `review_candidates` (`review_id`, `rank`);
CREATE INDEX `reviewcandidate_organization_id` ON `review_candidates` (`organization_id`);
CREATE TABLE `sessions` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `token_hash` blob NOT NULL,
  `created_at` datetime NOT NULL,
  `expires_at` datetime NOT NULL,
  `user_id` integer NULL,
  CONSTRAINT `sessions_users_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX `sessions_token_hash_key` ON `sessions` (`token_hash`);
CREATE INDEX `session_user_id` ON `sessions` (`user_id`);
CREATE INDEX `session_expires_at` ON `sessions` (`expires_at`);
CREATE TABLE `trees` (
  `root_id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `last_seq` integer NOT NULL DEFAULT (0)
);
CREATE TABLE `users` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `email` text NOT NULL,
  `email_key` text NOT NULL,
  `given_name` text NOT NULL,
  `family_name` text NOT NULL,
  `name_key` text NOT NULL,
  `search` text NOT NULL,
  `phone` text NOT NULL DEFAULT (''),
  `job_title` text NOT NULL DEFAULT (''),
  `language` text NOT NULL,
  `timezone` text NOT NULL,
  `status` text NOT NULL,
  `password_hash` text NOT NULL DEFAULT (''),
  `created_at` datetime NOT NULL,
  `updated_at` datetime NOT NULL,
  `account_id` integer NOT NULL,
  CONSTRAINT `users_accounts_account` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX `users_email_key_key` ON `users` (`email_key`);
CREATE INDEX `user_account_id_name_key_id` ON `users` (`account_id`, `name_key`, `id`);
CREATE INDEX `user_account_id_created_at_id` ON `users` (`account_id`, `created_at`, `id`);
CREATE INDEX `user_account_id_email_key_id` ON `users` (`account_id`, `email_key`, `id`);

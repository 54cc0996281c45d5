-- The notification contact of a review may be erased. SQLite takes NOT NULL from a column by making the table anew, with the other
-- tables' references to it unwatched, which no transaction can begin with.
-- +goose NO TRANSACTION
-- +goose Up
PRAGMA foreign_keys = off;
BEGIN IMMEDIATE;
CREATE TABLE `new_reviews` (
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
  `notification_contact_id` integer NULL,
  `account_id` integer NULL,
  `created_by_id` integer NULL,
  CONSTRAINT `reviews_accounts_parent` FOREIGN KEY (`parent_id`) REFERENCES `accounts` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `reviews_users_notification_contact` FOREIGN KEY (`notification_contact_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `reviews_accounts_account` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `reviews_users_created_by` FOREIGN KEY (`created_by_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT
);
INSERT INTO `new_reviews` (`id`, `status`, `version`, `type`, `name`, `street`, `dependent_locality`, `city`, `region`, `postal_code`, `country`, `phone`, `language`, `timezone`, `external_reference`, `details_hash`, `matched_revision`, `expires_at`, `created_at`, `updated_at`, `parent_id`, `notification_contact_id`, `account_id`, `created_by_id`) SELECT `id`, `status`, `version`, `type`, `name`, `street`, `dependent_locality`, `city`, `region`, `postal_code`, `country`, `phone`, `language`, `timezone`, `external_reference`, `details_hash`, `matched_revision`, `expires_at`, `created_at`, `updated_at`, `parent_id`, `notification_contact_id`, `account_id`, `created_by_id` FROM `reviews`;
DROP TABLE `reviews`;
ALTER TABLE `new_reviews` RENAME TO `reviews`;
CREATE INDEX `review_parent_id_created_at_id` ON `reviews` (`parent_id`, `created_at`, `id`);
CREATE UNIQUE INDEX `review_open_details` ON `reviews` (`parent_id`, `details_hash`) WHERE status = 'OPEN';
CREATE INDEX `review_open_expires_at` ON `reviews` (`expires_at`) WHERE status = 'OPEN';
CREATE INDEX `review_account_id` ON `reviews` (`account_id`);
CREATE INDEX `review_notification_contact_id` ON `reviews` (`notification_contact_id`);
CREATE INDEX `review_created_by_id` ON `reviews` (`created_by_id`);
COMMIT;
PRAGMA foreign_keys = on;

-- +goose Up
ALTER TABLE `accounts` ADD COLUMN `max_sub_accounts` integer NULL;
ALTER TABLE `accounts` ADD COLUMN `max_users` integer NULL;
ALTER TABLE `accounts` ADD COLUMN `max_assets` integer NULL;
CREATE TABLE `assets` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `root_id` integer NOT NULL,
  `external_reference` text NOT NULL,
  `kind` text NOT NULL,
  `kind_key` text NOT NULL,
  `name` text NOT NULL,
  `name_key` text NOT NULL,
  `serial_number` text NOT NULL DEFAULT (''),
  `location` text NOT NULL DEFAULT (''),
  `location_key` text NOT NULL DEFAULT (''),
  `search` text NOT NULL,
  `created_at` datetime NOT NULL,
  `owner_id` integer NOT NULL,
  `assigned_to_id` integer NULL,
  CONSTRAINT `assets_accounts_owner` FOREIGN KEY (`owner_id`) REFERENCES `accounts` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `assets_accounts_assigned_to` FOREIGN KEY (`assigned_to_id`) REFERENCES `accounts` (`id`) ON DELETE RESTRICT
);
CREATE INDEX `asset_owner_id_name_key_id` ON `assets` (`owner_id`, `name_key`, `id`);
CREATE INDEX `asset_assigned_to_id_name_key_id` ON `assets` (`assigned_to_id`, `name_key`, `id`);
CREATE UNIQUE INDEX `asset_root_id_external_reference` ON `assets` (`root_id`, `external_reference`);
CREATE INDEX `asset_owner_id_kind_key_id` ON `assets` (`owner_id`, `kind_key`, `id`);
CREATE INDEX `asset_owner_id_created_at_id` ON `assets` (`owner_id`, `created_at`, `id`);
CREATE INDEX `asset_assigned_to_id_kind_key_id` ON `assets` (`assigned_to_id`, `kind_key`, `id`);
CREATE INDEX `asset_assigned_to_id_created_at_id` ON `assets` (`assigned_to_id`, `created_at`, `id`);

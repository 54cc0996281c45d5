-- +goose Up
ALTER TABLE `organizations` ADD COLUMN `keys_version` integer NOT NULL DEFAULT (0);
CREATE INDEX `organization_keys_version` ON `organizations` (`keys_version`);

-- +goose Up
ALTER TABLE `provisionings` ADD COLUMN `acknowledged_at` datetime NULL;
ALTER TABLE `provisionings` ADD COLUMN `overdue_at` datetime NULL;
CREATE INDEX `provisioning_open` ON `provisionings` (`expected_by`, `account_id`) WHERE completed_at IS NULL;

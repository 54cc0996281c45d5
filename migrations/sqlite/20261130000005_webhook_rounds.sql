-- +goose Up
CREATE INDEX `event_moves` ON `events` (`root_id`, `seq`) WHERE action = 'ACCOUNT_MOVED';
ALTER TABLE `webhooks` ADD COLUMN `slow` bool NOT NULL DEFAULT (false);
ALTER TABLE `webhooks` ADD COLUMN `round` integer NOT NULL DEFAULT (0);
-- Without the foreign key: what a removed webhook leaves is swept with its age.
CREATE TABLE `new_webhook_deliveries` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `webhook_id` integer NOT NULL,
  `event_id` integer NOT NULL,
  `status` text NOT NULL,
  `attempts` integer NOT NULL DEFAULT (0),
  `created_at` datetime NOT NULL,
  `send_at` datetime NULL,
  `round` integer NOT NULL DEFAULT (0),
  `completed_at` datetime NULL,
  `response_status` integer NULL,
  `error` text NOT NULL DEFAULT ('')
);
-- An id is the webhook-id by which receivers know what they have seen: none comes again.
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_webhook_deliveries', seq FROM sqlite_sequence WHERE name = 'webhook_deliveries';
INSERT INTO `new_webhook_deliveries` (`id`, `webhook_id`, `event_id`, `status`, `attempts`, `created_at`, `send_at`, `completed_at`, `response_status`, `error`) SELECT `id`, `webhook_id`, `event_id`, `status`, `attempts`, `created_at`, `send_at`, `completed_at`, `response_status`, `error` FROM `webhook_deliveries`;
-- Those of a disabled webhook had no time to be sent.
UPDATE `new_webhook_deliveries` SET `send_at` = `created_at` WHERE `status` = 'PENDING' AND `send_at` IS NULL;
DROP TABLE `webhook_deliveries`;
ALTER TABLE `new_webhook_deliveries` RENAME TO `webhook_deliveries`;
CREATE UNIQUE INDEX `webhookdelivery_webhook_id_event_id` ON `webhook_deliveries` (`webhook_id`, `event_id`);
CREATE INDEX `webhookdelivery_webhook_id_id` ON `webhook_deliveries` (`webhook_id`, `id`);
CREATE INDEX `webhook_delivery_queue` ON `webhook_deliveries` (`webhook_id`, `round`, `send_at`, `id`) WHERE send_at IS NOT NULL;
CREATE INDEX `webhookdelivery_created_at` ON `webhook_deliveries` (`created_at`);


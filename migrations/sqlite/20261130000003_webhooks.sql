-- +goose Up
CREATE TABLE `webhooks` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `url` text NOT NULL,
  `secret` text NOT NULL,
  `actions` text NOT NULL DEFAULT (''),
  `status` text NOT NULL,
  `disabled_at` datetime NULL,
  `disabled_reason` text NOT NULL DEFAULT (''),
  `root_id` integer NOT NULL,
  `seq` integer NOT NULL,
  `failing_since` datetime NULL,
  `slow` bool NOT NULL DEFAULT (false),
  `round` integer NOT NULL DEFAULT (0),
  `created_at` datetime NOT NULL,
  `account_id` integer NOT NULL,
  `created_by_id` integer NULL,
  CONSTRAINT `webhooks_accounts_account` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `webhooks_users_created_by` FOREIGN KEY (`created_by_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT
);
CREATE INDEX `webhook_account_id_id` ON `webhooks` (`account_id`, `id`);
CREATE INDEX `webhook_created_by_id` ON `webhooks` (`created_by_id`);
CREATE TABLE `webhook_deliveries` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `webhook_id` integer NOT NULL,
  `event_id` integer NOT NULL,
  `status` text NOT NULL,
  `attempts` integer NOT NULL DEFAULT (0),
  `created_at` datetime NOT NULL,
  `send_at` datetime NULL,
  `round` integer NOT NULL DEFAULT (0),
  `failing_since` datetime NULL,
  `completed_at` datetime NULL,
  `response_status` integer NULL,
  `error` text NOT NULL DEFAULT ('')
);
CREATE UNIQUE INDEX `webhookdelivery_webhook_id_event_id` ON `webhook_deliveries` (`webhook_id`, `event_id`);
CREATE INDEX `webhookdelivery_webhook_id_id` ON `webhook_deliveries` (`webhook_id`, `id`);
CREATE INDEX `webhook_delivery_queue` ON `webhook_deliveries` (`webhook_id`, `round`, `send_at`, `id`) WHERE send_at IS NOT NULL;
CREATE INDEX `webhookdelivery_created_at` ON `webhook_deliveries` (`created_at`);

-- +goose Up
CREATE TABLE `secrets` (
  `name` text NOT NULL,
  `value` blob NOT NULL,
  PRIMARY KEY (`name`)
);
-- The key that seals the cursors of subscriptions.
INSERT INTO `secrets` (`name`, `value`) VALUES ('cursors', randomblob(32));
CREATE INDEX `event_moves` ON `events` (`root_id`, `seq`) WHERE action = 'ACCOUNT_MOVED';

-- +goose Up
CREATE INDEX "event_moves" ON "events" ("root_id", "seq") WHERE ((action)::text = 'ACCOUNT_MOVED'::text);
DROP INDEX "webhook_delivery_queue";
ALTER TABLE "webhook_deliveries" DROP CONSTRAINT "webhook_deliveries_webhooks_webhook", DROP COLUMN "failing_since", ADD COLUMN "round" bigint NOT NULL DEFAULT 0;
-- Those of a disabled webhook had no time to be sent.
UPDATE "webhook_deliveries" SET "send_at" = "created_at" WHERE "status" = 'PENDING' AND "send_at" IS NULL;
CREATE INDEX "webhook_delivery_queue" ON "webhook_deliveries" ("webhook_id", "round", "send_at", "id") WHERE (send_at IS NOT NULL);
ALTER TABLE "webhooks" ADD COLUMN "slow" boolean NOT NULL DEFAULT false, ADD COLUMN "round" bigint NOT NULL DEFAULT 0;

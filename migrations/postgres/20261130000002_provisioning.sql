-- +goose Up
ALTER TABLE "provisionings" ADD COLUMN "acknowledged_at" timestamptz NULL, ADD COLUMN "overdue_at" timestamptz NULL;
CREATE INDEX "provisioning_open" ON "provisionings" ("expected_by", "account_id") WHERE (completed_at IS NULL);

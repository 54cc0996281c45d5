-- The notification contact of a review may be erased.
-- +goose Up
ALTER TABLE "reviews" ALTER COLUMN "notification_contact_id" DROP NOT NULL;

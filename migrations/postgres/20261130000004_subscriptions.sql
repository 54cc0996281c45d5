-- +goose Up
CREATE TABLE "secrets" (
  "name" character varying NOT NULL,
  "value" bytea NOT NULL,
  PRIMARY KEY ("name")
);
-- The key that seals the cursors of subscriptions.
INSERT INTO "secrets" ("name", "value")
  VALUES ('cursors', sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));
CREATE INDEX "event_moves" ON "events" ("root_id", "seq") WHERE ((action)::text = 'ACCOUNT_MOVED'::text);

-- Whatever changes what a session may see or do draws the next revision of access, so that a viewer can be remembered.
-- +goose Up
INSERT INTO "counters" ("name", "value") VALUES ('access', 1) ON CONFLICT DO NOTHING;
-- +goose StatementBegin
CREATE FUNCTION "access_changes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "counters" SET "value" = "value" + 1 WHERE "name" = 'access';
  RETURN NULL;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION "access_is_granted"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Nobody else knows those whom this transaction has added, let alone remembers them.
  IF EXISTS (SELECT 1 FROM "granted" JOIN "users" ON "users"."id" = "granted"."user_id" WHERE "users"."xmin" <> pg_current_xact_id()::xid) THEN
    UPDATE "counters" SET "value" = "value" + 1 WHERE "name" = 'access';
  END IF;
  RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER "grants_insert_access" AFTER INSERT ON "grants" REFERENCING NEW TABLE AS "granted"
  FOR EACH STATEMENT EXECUTE FUNCTION "access_is_granted"();
CREATE TRIGGER "grants_change_access" AFTER UPDATE OR DELETE OR TRUNCATE ON "grants"
  FOR EACH STATEMENT EXECUTE FUNCTION "access_changes"();
CREATE TRIGGER "users_update_access" AFTER UPDATE OF "status" ON "users"
  FOR EACH STATEMENT EXECUTE FUNCTION "access_changes"();
CREATE TRIGGER "sessions_update_access" AFTER UPDATE OF "user_id", "token_hash", "expires_at" ON "sessions"
  FOR EACH STATEMENT EXECUTE FUNCTION "access_changes"();
CREATE TRIGGER "sessions_delete_access" AFTER DELETE OR TRUNCATE ON "sessions"
  FOR EACH STATEMENT EXECUTE FUNCTION "access_changes"();
CREATE TRIGGER "accounts_update_access" AFTER UPDATE OF "path" ON "accounts"
  FOR EACH STATEMENT EXECUTE FUNCTION "access_changes"();

-- A move rewrites the paths of a subtree and of its people: all in one statement, and the revision of access is drawn once, by
-- the move's last statement, so that others who draw it wait for no more than its commit.
-- +goose Up
DROP TRIGGER "accounts_update_access" ON "accounts";
CREATE TRIGGER "accounts_update_access" AFTER UPDATE OF "parent_id" ON "accounts"
  FOR EACH STATEMENT EXECUTE FUNCTION "access_changes"();
DROP TRIGGER "users_update_path" ON "users";
CREATE TRIGGER "users_update_path" BEFORE UPDATE OF "account_id", "path" ON "users"
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION "users_take_path"(); -- what an account gives is right
DROP TRIGGER "accounts_update_path" ON "accounts";
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION "accounts_give_path"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A connection keeps the plan of the first time, often for one row: EXCEPT, unlike a join, is linear by any plan.
  UPDATE "users" SET "path" = "changed"."path" FROM (SELECT "id", "path" FROM "moved" EXCEPT SELECT "id", "path" FROM "before") AS "changed"
  WHERE "users"."account_id" = "changed"."id";
  RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER "accounts_update_path" AFTER UPDATE ON "accounts" REFERENCING OLD TABLE AS "before" NEW TABLE AS "moved"
  FOR EACH STATEMENT EXECUTE FUNCTION "accounts_give_path"();

-- The people of a whole subtree are one range of an index, in which a search sees all that it looks at.
-- +goose Up
CREATE INDEX "account_name_key_id" ON "accounts" ("name_key", "id");
ALTER TABLE "users" ADD COLUMN "path" character varying COLLATE "C" NOT NULL DEFAULT '';
UPDATE "users" SET "path" = "accounts"."path" FROM "accounts" WHERE "accounts"."id" = "users"."account_id";
CREATE INDEX "user_path" ON "users" ("path", "search", "name_key", "email_key", "created_at", "id");
-- +goose StatementBegin
CREATE FUNCTION "users_take_path"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT "path" INTO NEW."path" FROM "accounts" WHERE "id" = NEW."account_id" FOR SHARE; -- waits for a move under way
  NEW."path" := coalesce(NEW."path", '');
  RETURN NEW;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION "accounts_give_path"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "users" SET "path" = NEW."path" WHERE "account_id" = NEW."id";
  RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER "users_insert_path" BEFORE INSERT ON "users"
  FOR EACH ROW WHEN (NEW."path" = '') EXECUTE FUNCTION "users_take_path"();
CREATE TRIGGER "users_update_path" BEFORE UPDATE OF "account_id", "path" ON "users"
  FOR EACH ROW EXECUTE FUNCTION "users_take_path"();
CREATE TRIGGER "accounts_update_path" AFTER UPDATE OF "path" ON "accounts"
  FOR EACH ROW WHEN (NEW."path" <> OLD."path") EXECUTE FUNCTION "accounts_give_path"();

-- +goose Up
-- An import that is under way is judged again: what was judged lies elsewhere from now on.
UPDATE `user_imports` SET `processed` = 0, `rejected_count` = 0, `terms` = '', `total` = NULL WHERE `completed_at` IS NULL;
DELETE FROM `user_import_rows` WHERE `person` <> '' OR `import_id` IN (SELECT `id` FROM `user_imports` WHERE `completed_at` IS NULL);
CREATE TABLE `new_user_import_rows` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `n` integer NOT NULL,
  `line` integer NOT NULL,
  `faults` text NOT NULL,
  `import_id` integer NOT NULL,
  CONSTRAINT `user_import_rows_user_imports_import` FOREIGN KEY (`import_id`) REFERENCES `user_imports` (`id`) ON DELETE RESTRICT
);
INSERT INTO `new_user_import_rows` (`id`, `n`, `line`, `faults`, `import_id`) SELECT `id`, `n`, `line`, `faults`, `import_id` FROM `user_import_rows`;
DROP TABLE `user_import_rows`;
ALTER TABLE `new_user_import_rows` RENAME TO `user_import_rows`;
CREATE UNIQUE INDEX `userimportrow_import_id_n` ON `user_import_rows` (`import_id`, `n`);
CREATE TABLE `user_import_chunks` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `n` integer NOT NULL,
  `people` text NOT NULL,
  `import_id` integer NOT NULL,
  CONSTRAINT `user_import_chunks_user_imports_import` FOREIGN KEY (`import_id`) REFERENCES `user_imports` (`id`) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX `userimportchunk_import_id_n` ON `user_import_chunks` (`import_id`, `n`);

-- +goose Up
DROP INDEX `organization_revision`;
CREATE INDEX `organization_revision` ON `organizations` (`revision`);
CREATE TABLE `organization_registrations` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `registry` text NOT NULL,
  `external_id` text NOT NULL,
  `supplies` bool NOT NULL,
  `names` text NOT NULL,
  `print` text NOT NULL,
  `organization_id` integer NOT NULL,
  CONSTRAINT `organization_registrations_organizations_organization` FOREIGN KEY (`organization_id`) REFERENCES `organizations` (`id`) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX `organizationregistration_registry_external_id` ON `organization_registrations` (`registry`, `external_id`);
CREATE UNIQUE INDEX `organizationregistration_organization_id_registry` ON `organization_registrations` (`organization_id`, `registry`);

-- An app is looked for by its service principal (KnownApps). EF makes no index on a column of a complex type.
CREATE INDEX IF NOT EXISTS ix_consents_app_object_id ON consents (app_object_id) WHERE app_object_id IS NOT NULL;

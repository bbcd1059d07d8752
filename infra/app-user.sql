-- What the app's database user may do, and no more. Run it as the user who migrates, after every migration; again and again does
-- no harm. The user's password is set apart from it: docs/deploy.md.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'oauthattest_app') THEN
        CREATE ROLE oauthattest_app LOGIN;
    END IF;
    -- An import and a snapshot stage their rows in temporary tables.
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO oauthattest_app', current_database());
END $$;

-- Only a member of a role can give it a table, and later migrate that table.
GRANT oauthattest_app TO CURRENT_USER;

GRANT USAGE, CREATE ON SCHEMA public TO oauthattest_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO oauthattest_app;
GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA public TO oauthattest_app;

-- Evidence is added to and read. Which migrations there are is read.
REVOKE UPDATE, DELETE ON audit_events, campaign_decisions, incident_acts FROM oauthattest_app;
REVOKE INSERT, UPDATE, DELETE ON "__EFMigrationsHistory" FROM oauthattest_app;

-- Opening a campaign attaches a partition, which only the table's owner may.
ALTER TABLE campaign_items OWNER TO oauthattest_app;
ALTER TABLE campaign_items_default OWNER TO oauthattest_app;

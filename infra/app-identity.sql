-- Lets the app sign in as oauthattest_app with its managed identity, and with nothing else. Run it once, before app-user.sql, in the
-- database postgres, as the Entra administrator of the server:
--   psql "host=… dbname=postgres user=<you> sslmode=verify-full sslrootcert=system" -v identity=<appPrincipalId> -f infra/app-identity.sql
-- https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-manage-azure-ad-users
\set ON_ERROR_STOP on
SELECT 'CREATE ROLE oauthattest_app LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'oauthattest_app') \gexec
SELECT format('SECURITY LABEL FOR pgaadauth ON ROLE oauthattest_app IS %L', 'aadauth,oid=' || :'identity' || ',type=service') \gexec
ALTER ROLE oauthattest_app PASSWORD NULL;

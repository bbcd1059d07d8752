-- What the app's database user may do, and no more. Run it as the user who migrates, after every migration; again and again does
-- no harm. The user's password is set apart from it: docs/deploy.md.
SET search_path = pg_catalog, pg_temp;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'oauthattest_app') THEN
        CREATE ROLE oauthattest_app LOGIN;
    END IF;
    -- An import stages its rows in temporary tables.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM oauthattest_app', current_database());
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO oauthattest_app', current_database());
    -- The app says the same with each connection; this also holds where a pooler drops what a connection asks for.
    EXECUTE format('ALTER ROLE oauthattest_app IN DATABASE %I SET search_path = public', current_database());
    EXECUTE format('ALTER ROLE oauthattest_app IN DATABASE %I SET lock_timeout = %L', current_database(), '2s');
    EXECUTE format('ALTER ROLE oauthattest_app IN DATABASE %I SET statement_timeout = %L', current_database(), '30s');
    EXECUTE format('ALTER ROLE oauthattest_app IN DATABASE %I SET idle_in_transaction_session_timeout = %L', current_database(), '60s');
END $$;

-- An opening's table becomes a partition of the owner's: only a member of a role can take a table from it.
GRANT oauthattest_app TO CURRENT_USER;

-- What an earlier run gave, and what PostgreSQL before 15 gives to everybody.
ALTER TABLE public.campaign_items OWNER TO CURRENT_USER;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON SCHEMA public, campaign_partitions, campaign_openings FROM oauthattest_app;
REVOKE ALL ON ALL TABLES IN SCHEMA public, campaign_partitions FROM oauthattest_app;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM oauthattest_app;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM oauthattest_app;

-- Nothing can be made in public: a function there would be found by whoever uses its name, with that one's rights.
GRANT USAGE ON SCHEMA public, campaign_partitions TO oauthattest_app;
GRANT USAGE, CREATE ON SCHEMA campaign_openings TO oauthattest_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO oauthattest_app;
GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA public TO oauthattest_app;

-- Evidence is read and added to; the audit log by its function alone, and a campaign's population by its opening alone.
REVOKE INSERT, UPDATE ON public.audit_events, public.audit_head FROM oauthattest_app;
REVOKE UPDATE ON public.campaign_decisions, public.incident_acts, public.click_deliveries FROM oauthattest_app;
REVOKE INSERT ON public.campaign_items FROM oauthattest_app;
REVOKE UPDATE ON public.campaign_apps, public.campaign_excluded_grants, public.campaign_stale_sources, public.revocation_worklist,
    public.scope_approvals, public.scope_expiry_notices, public.scope_audit_notices, public.scope_remediations FROM oauthattest_app;
-- What is on a worklist stays; what becomes of it, and how it could be put back, is written as it happens.
GRANT UPDATE (restore_recipe, state, version, next_at, approved_by, approved_at, attempts, looks, round, ordered_at, accepted_at, removed,
    absent_at, tokens_until, closed_at, reappeared_at, problem, grown_scopes, telling_at, told_at, tell_problem,
    lead_telling_at, lead_told_at, restore_state, restore_by, restore_at, restore_page)
    ON public.revocation_worklist TO oauthattest_app;
-- So does what was proposed for approval, and what was written down to be told.
GRANT UPDATE (state, decided_by, decided_by_email, decided_at, shown_at, told_at) ON public.scope_approvals TO oauthattest_app;
GRANT UPDATE (told_at) ON public.scope_expiry_notices TO oauthattest_app;
GRANT UPDATE (state, attempts, next_attempt_at, is_fallback, last_error, done_at) ON public.scope_audit_notices TO oauthattest_app;
GRANT UPDATE (state, told, plan, before, digest, planned_at, lapses_at, reminded_at, decided_by, decided_at, attempted_at, attempts, done_at,
    confirmed_at, undo_by, undo_at, problem, next_at) ON public.scope_remediations TO oauthattest_app;
GRANT EXECUTE ON FUNCTION public.append_audit_events(timestamptz, text[], text[], text[], text[]) TO oauthattest_app;
GRANT EXECUTE ON FUNCTION public.lock_audit_head() TO oauthattest_app;
GRANT EXECUTE ON FUNCTION public.attach_campaign_items(bigint) TO oauthattest_app;

-- Rows are taken away only where a newer list replaces an older one; each of these acts is in the audit log, or no evidence.
GRANT DELETE ON public.privileged_roster, public.roster_sources, public.rehearsals TO oauthattest_app;

-- Who is new in a roster is forgotten once their consents were looked at again; that is in the audit log.
GRANT DELETE ON public.roster_news TO oauthattest_app;

-- A record of a log that could not be read, and then could, is forgotten. One that was set aside stays.
GRANT DELETE ON public.held_records TO oauthattest_app;

-- What a provider answered is kept only until its sync is over.
GRANT DELETE ON public.inventory_answers TO oauthattest_app;

-- Which migrations there are is read.
REVOKE INSERT, UPDATE ON public."__EFMigrationsHistory" FROM oauthattest_app;

-- Whether entries can be appended at all: takes the lock that every append takes, for as long as the caller's transaction, and gives up
-- after a second. The app's user may not lock the row itself.
CREATE OR REPLACE FUNCTION public.lock_audit_head()
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' AS $$
BEGIN
    PERFORM FROM public.audit_head h WHERE h.id = 1 FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The audit chain has no head row: the migrations were not applied';
    END IF;
END $$;

REVOKE ALL ON FUNCTION public.lock_audit_head() FROM PUBLIC;

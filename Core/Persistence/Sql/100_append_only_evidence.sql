-- Evidence is only added to. Whoever must correct it drops the triggers first, which is a visible act of its own.
CREATE OR REPLACE FUNCTION public.refuse_change_of_evidence() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

-- An older migration runs this too, before the newer tables exist.
DO $$
DECLARE
    evidence text;
BEGIN
    FOREACH evidence IN ARRAY ARRAY['audit_events', 'campaign_decisions', 'incident_acts'] LOOP
        IF to_regclass(format('public.%I', evidence)) IS NOT NULL THEN
            EXECUTE format('DROP TRIGGER IF EXISTS append_only ON public.%I', evidence);
            EXECUTE format(
                'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.%I
                     FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change_of_evidence()', evidence);
        END IF;
    END LOOP;
END $$;

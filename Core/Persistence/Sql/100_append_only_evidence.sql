-- Evidence is only added to. Whoever must correct it drops the triggers first, which is a visible act of its own.
CREATE OR REPLACE FUNCTION refuse_change_of_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

DROP TRIGGER IF EXISTS append_only ON audit_events;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_evidence();

DROP TRIGGER IF EXISTS append_only ON campaign_decisions;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON campaign_decisions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_evidence();

-- Links entries to the audit chain, in the caller's transaction. In the server, because the head row stays locked until the caller's
-- commit and everybody else who appends waits for it: one round trip under the lock, not three.
-- The caller brings each entry's canonical JSON cut in two where the sequence number goes, for only the server knows that number.
CREATE OR REPLACE FUNCTION append_audit_events(
    at timestamptz, kinds text[], subjects text[], actors text[], data text[], before_sequence text[], after_sequence text[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
    head bytea;
    previous bytea;
BEGIN
    SELECT h.sequence, h.hash INTO last, head FROM audit_head h WHERE h.id = 1 FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The audit chain has no head row: the migrations were not applied';
    END IF;
    FOR i IN 1 .. cardinality(kinds) LOOP
        last := last + 1;
        previous := head;
        head := sha256('oauthattest-audit-v1'::bytea || previous || convert_to(before_sequence[i] || last || after_sequence[i], 'UTF8'));
        INSERT INTO audit_events (sequence, at, kind, subject, actor, data, previous_hash, hash)
        VALUES (last, append_audit_events.at, kinds[i], subjects[i], actors[i], append_audit_events.data[i], previous, head);
    END LOOP;
    UPDATE audit_head h SET sequence = last, hash = head WHERE h.id = 1;
END $$;

-- Links entries to the audit chain, in the caller's transaction. In the server, because the head row stays locked until the caller's
-- commit and everybody else who appends waits for it: one round trip under the lock, not three. The app's user may call this and write
-- to neither table, so what is hashed is what is stored. It runs with its owner's rights: every name is qualified and the path pinned.
-- AuditChain computes the same hash.
CREATE OR REPLACE FUNCTION public.append_audit_events(at timestamptz, kinds text[], subjects text[], actors text[], data text[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last bigint;
    head bytea;
    previous bytea;
    content bytea;
    field text;
BEGIN
    IF cardinality(kinds) <> ANY (ARRAY[cardinality(subjects), cardinality(actors), cardinality(data)]) THEN
        RAISE EXCEPTION 'Every audit entry has a kind, a subject, an actor and data' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT h.sequence, h.hash INTO last, head FROM public.audit_head h WHERE h.id = 1 FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The audit chain has no head row: the migrations were not applied';
    END IF;
    FOR i IN 1 .. cardinality(kinds) LOOP
        last := last + 1;
        previous := head;
        content := int8send(last) || timestamptz_send(append_audit_events.at);
        FOREACH field IN ARRAY ARRAY[kinds[i], subjects[i], actors[i], append_audit_events.data[i]] LOOP
            content := content || int4send(octet_length(convert_to(field, 'UTF8'))) || convert_to(field, 'UTF8');
        END LOOP;
        head := sha256('oauthattest-audit-v1'::bytea || previous || content);
        INSERT INTO public.audit_events (sequence, at, kind, subject, actor, data, previous_hash, hash)
        VALUES (last, append_audit_events.at, kinds[i], subjects[i], actors[i], append_audit_events.data[i], previous, head);
    END LOOP;
    UPDATE public.audit_head h SET sequence = last, hash = head WHERE h.id = 1;
END $$;

-- Functions are everybody's unless this is said.
REVOKE ALL ON FUNCTION public.append_audit_events(timestamptz, text[], text[], text[], text[]) FROM PUBLIC;

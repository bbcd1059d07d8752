-- Makes campaign_openings.campaign_items_<campaign>, which an opening filled with a query, the partition of its campaign. The app's user
-- owns neither campaign_items nor its partitions, so that it cannot put triggers on them or take rows out; this runs with the rights of
-- its owner and takes the table from whoever made it. For that reason the table must be bare: a default, a check, an index, a policy or
-- extended statistics could name a function of the maker's, which would then run with these rights.
CREATE OR REPLACE FUNCTION public.attach_campaign_items(campaign bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text := format('campaign_items_%s', campaign);
    made oid := to_regclass(format('campaign_openings.%I', name));
    not_null text;
BEGIN
    IF made IS NULL OR NOT EXISTS (SELECT FROM public.campaigns c WHERE c.id = campaign AND c.state = 'Open') THEN
        RAISE EXCEPTION 'No opening of campaign % is in progress', campaign USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- From here on nobody changes the table between the check and the taking.
    EXECUTE format('LOCK TABLE campaign_openings.%I IN ACCESS EXCLUSIVE MODE', name);
    IF NOT EXISTS (
            SELECT FROM pg_class t
            WHERE t.oid = made AND t.oid = to_regclass(format('campaign_openings.%I', name)) AND t.relkind = 'r' AND t.relpersistence = 'p'
              AND t.relam = (SELECT a.oid FROM pg_am a WHERE a.amname = 'heap') AND t.reltablespace = 0 AND t.reloftype = 0
              AND t.relacl IS NULL AND t.reloptions IS NULL AND NOT t.relispartition AND NOT t.relhassubclass AND NOT t.relhasrules
              AND NOT t.relrowsecurity AND NOT t.relforcerowsecurity)
        OR EXISTS (SELECT FROM pg_constraint WHERE conrelid = made) OR EXISTS (SELECT FROM pg_attrdef WHERE adrelid = made)
        OR EXISTS (SELECT FROM pg_index WHERE indrelid = made) OR EXISTS (SELECT FROM pg_trigger WHERE tgrelid = made)
        OR EXISTS (SELECT FROM pg_policy WHERE polrelid = made) OR EXISTS (SELECT FROM pg_rewrite WHERE ev_class = made)
        OR EXISTS (SELECT FROM pg_inherits WHERE made IN (inhrelid, inhparent)) OR EXISTS (SELECT FROM pg_statistic_ext WHERE stxrelid = made)
        OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = made AND (attacl IS NOT NULL OR attoptions IS NOT NULL OR attisdropped))
        OR EXISTS (
            SELECT FROM (SELECT * FROM pg_attribute WHERE attrelid = made AND attnum > 0) m
            FULL JOIN (SELECT * FROM pg_attribute WHERE attrelid = 'public.campaign_items'::regclass AND attnum > 0 AND NOT attisdropped) p
                ON p.attname = m.attname AND p.atttypid = m.atttypid AND p.atttypmod = m.atttypmod AND p.attcollation = m.attcollation
            WHERE m.attname IS NULL OR p.attname IS NULL)
    THEN
        RAISE EXCEPTION '% is not a bare table with the columns of campaign_items', name USING ERRCODE = 'wrong_object_type';
    END IF;
    EXECUTE format('ALTER TABLE campaign_openings.%I OWNER TO CURRENT_USER', name);
    EXECUTE format('ALTER TABLE campaign_openings.%I SET SCHEMA campaign_partitions', name);

    -- What the parent table requires of a partition, checked in one pass; the check lets ATTACH skip its own scan.
    SELECT string_agg(format('ALTER COLUMN %I SET NOT NULL', attname), ', ' ORDER BY attnum) INTO not_null
    FROM pg_attribute WHERE attrelid = 'public.campaign_items'::regclass AND attnum > 0 AND attnotnull AND NOT attisdropped;
    EXECUTE format('ALTER TABLE campaign_partitions.%1$I %2$s, ADD CONSTRAINT ck_%1$s_campaign CHECK (campaign_id = %3$s)', name, not_null, campaign);
    EXECUTE format('ALTER TABLE campaign_partitions.%1$I ADD CONSTRAINT pk_%1$s PRIMARY KEY (grant_id, campaign_id)', name);
    EXECUTE format('CREATE INDEX ix_%1$s_participant ON campaign_partitions.%1$I (participant_id)', name);
    -- Only an owner may, and the first messages are sent at once: their queries need plans that know the sizes.
    EXECUTE format('ANALYZE campaign_partitions.%I (grant_id, participant_id, app_id)', name);
    ANALYZE public.campaign_participants (id, campaign_id, shard, email);
    ANALYZE public.campaign_apps (campaign_id, app_id);
    -- Last, because it locks the table from which answers of other campaigns are read.
    EXECUTE format('ALTER TABLE public.campaign_items ATTACH PARTITION campaign_partitions.%I FOR VALUES IN (%s)', name, campaign);
END $$;

REVOKE ALL ON FUNCTION public.attach_campaign_items(bigint) FROM PUBLIC;

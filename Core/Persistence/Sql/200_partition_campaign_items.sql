-- One partition a campaign: a snapshot of a million grants is loaded into a bare table, indexed in bulk and attached, which is
-- several times faster than feeding two indexes row by row; an old campaign is dropped or moved away without touching the others.
-- EF Core cannot declare this, so the table that it made is replaced while it is empty. Rows of a campaign without a partition
-- of its own go to the default one. This is the table of the first migration, which alone finds one to replace; what later ones
-- change of it stands in them.
-- campaign_partitions holds what is attached. campaign_openings is where the app's user makes the working tables of an opening, the only
-- place where it may make any: it is on nobody's search path.
CREATE SCHEMA IF NOT EXISTS campaign_partitions;
CREATE SCHEMA IF NOT EXISTS campaign_openings;
DO $$
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = to_regclass('public.campaign_items')) = 'r' THEN
        IF EXISTS (SELECT FROM public.campaign_items) THEN
            RAISE EXCEPTION 'campaign_items holds rows and is not partitioned: move them into partitions first';
        END IF;
        ALTER TABLE public.campaign_items RENAME TO campaign_items_made_by_ef;
        CREATE TABLE public.campaign_items (LIKE public.campaign_items_made_by_ef INCLUDING DEFAULTS) PARTITION BY LIST (campaign_id);
        DROP TABLE public.campaign_items_made_by_ef;
        ALTER TABLE public.campaign_items ADD CONSTRAINT pk_campaign_items PRIMARY KEY (grant_id, campaign_id);
        CREATE INDEX ix_campaign_items_participant ON public.campaign_items (participant_id);
        CREATE TABLE campaign_partitions.campaign_items_default PARTITION OF public.campaign_items DEFAULT;
    END IF;
END $$;

-- The pages of a sync that is not over. They can be asked for again, so a crash of the server may lose them, and nothing is gained by
-- compressing what is deleted within the hour.
DO $$
BEGIN
    IF (SELECT relpersistence <> 'u' FROM pg_class WHERE oid = 'inventory_answers'::regclass) THEN
        ALTER TABLE inventory_answers SET UNLOGGED;
    END IF;
END $$;
ALTER TABLE inventory_answers ALTER COLUMN body SET STORAGE EXTERNAL;

namespace OAuthAttest.Local.Durable.Storage;

/// <summary>The engine's tables. Each statement may be run again.</summary>
internal static class Schema
{
    /// <remarks>
    /// No index on wake_at or has_work: both are read once, at the start, and an index would make every turn's update touch all
    /// indexes (no heap-only tuples). While it runs, the engine keeps the due times in memory.
    /// </remarks>
    public const string Create =
        """
        create schema if not exists durable;
        do $$ begin
            if exists (select from information_schema.columns
                where table_schema = 'durable' and table_name = 'inbox' and column_name = 'message') then
                raise exception 'The schema "durable" of this database was written by a version whose histories this one cannot read. '
                    'Drop it (drop schema durable cascade): what was under way there starts again from the tables.';
            end if;
        end $$;

        create table if not exists durable.owner (
            only_row boolean primary key default true check (only_row),
            epoch bigint not null);
        insert into durable.owner (epoch) values (0) on conflict do nothing;

        create table if not exists durable.instances (
            key bigint primary key,
            id varchar(100) collate "C" not null unique,
            name text not null,
            status smallint not null,
            created_at timestamptz not null,
            updated_at timestamptz not null,
            input text,
            output text,
            custom_status text,
            failure bytea,
            parent_id varchar(100),
            parent bytea,
            tags jsonb,
            execution integer not null,
            wake_at timestamptz,
            has_work boolean not null)
            with (fillfactor = 70);
        create index if not exists instances_parent on durable.instances (parent_id) where parent_id is not null;

        create table if not exists durable.history (
            instance_key bigint not null,
            chunk integer not null,
            at timestamptz not null,
            events bytea not null,
            primary key (instance_key, chunk));

        create table if not exists durable.inbox (
            row bigint primary key,
            target varchar(100) not null,
            kind smallint not null,
            execution_id text,
            event bytea not null);
        """;
}

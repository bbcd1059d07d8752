using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace OAuthAttest.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "apps",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    provider = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    external_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    object_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    name = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false),
                    publisher = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: true),
                    publisher_verified = table.Column<bool>(type: "boolean", nullable: true),
                    owner_email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_apps", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit_events",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    kind = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    subject = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    actor = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: false),
                    data = table.Column<string>(type: "text", nullable: false),
                    previous_hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_events", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "audit_head",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_head", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "campaign_apps",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    app_id = table.Column<long>(type: "bigint", nullable: false),
                    external_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    name = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false),
                    publisher = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: true),
                    publisher_verified = table.Column<bool>(type: "boolean", nullable: true),
                    owner_email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_campaign_apps", x => new { x.campaign_id, x.app_id });
                });

            migrationBuilder.CreateTable(
                name: "campaign_decisions",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    grant_id = table.Column<long>(type: "bigint", nullable: true),
                    participant_id = table.Column<long>(type: "bigint", nullable: true),
                    slack_user_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    answer = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    without_scopes = table.Column<string[]>(type: "text[]", nullable: true),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    delivery_key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    scope_digest = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_campaign_decisions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "campaign_excluded_grants",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    grants = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_campaign_excluded_grants", x => new { x.campaign_id, x.reason });
                });

            migrationBuilder.CreateTable(
                name: "campaign_items",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    grant_id = table.Column<long>(type: "bigint", nullable: false),
                    participant_id = table.Column<long>(type: "bigint", nullable: false),
                    frozen_risk = table.Column<short>(type: "smallint", maxLength: 32, nullable: false),
                    provider = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    app_id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: true),
                    consent_type = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    ownership = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    risk = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    scope_digest = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    granted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    drift = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    answer = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    without_scopes = table.Column<string[]>(type: "text[]", nullable: true),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    answered_by = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    voided_answers = table.Column<int>(type: "integer", nullable: false),
                    kept_scopes = table.Column<string[]>(type: "text[]", nullable: true),
                    @class = table.Column<string>(name: "class", type: "character varying(32)", maxLength: 32, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_campaign_items", x => new { x.grant_id, x.campaign_id });
                });

            migrationBuilder.CreateTable(
                name: "campaign_participants",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    display_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    manager_email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    slack_user_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    slack_address = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    slack_candidates = table.Column<string[]>(type: "text[]", nullable: true),
                    shard = table.Column<int>(type: "integer", nullable: false),
                    grant_count = table.Column<int>(type: "integer", nullable: false),
                    open_count = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    unreachable_reason = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reminders_sent = table.Column<int>(type: "integer", nullable: false),
                    delegate_slack_user_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    escalated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    delegate_reminders_sent = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    answered_all_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    painted_revision = table.Column<int>(type: "integer", nullable: false),
                    page = table.Column<int>(type: "integer", nullable: false),
                    cards_per_page = table.Column<int>(type: "integer", nullable: true),
                    opened = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: true),
                    scope_changes = table.Column<int>(type: "integer", nullable: false),
                    scope_changes_told = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_campaign_participants", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "campaign_stale_sources",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    source = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    problem = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    last_succeeded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    failure = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    grants = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_campaign_stale_sources", x => new { x.campaign_id, x.source });
                });

            migrationBuilder.CreateTable(
                name: "campaign_starts",
                columns: table => new
                {
                    key = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    requested_by = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    named_requester = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    scheduled = table.Column<bool>(type: "boolean", nullable: false),
                    accept_stale = table.Column<bool>(type: "boolean", nullable: false),
                    response_window = table.Column<TimeSpan>(type: "interval", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    tried_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_campaign_starts", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "campaign_switch",
                columns: table => new
                {
                    name = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    enabled_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_campaign_switch", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "campaigns",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    key = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    requested_by = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closes_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    policy_json = table.Column<string>(type: "jsonb", nullable: false),
                    dictionary_version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    population_digest = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    grant_count = table.Column<long>(type: "bigint", nullable: false),
                    active_grants = table.Column<long>(type: "bigint", nullable: true),
                    unowned_outside = table.Column<long>(type: "bigint", nullable: true),
                    participant_count = table.Column<int>(type: "integer", nullable: false),
                    shard_count = table.Column<int>(type: "integer", nullable: false),
                    previous_campaign_id = table.Column<long>(type: "bigint", nullable: true),
                    worklist_state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    worklist_digest = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    hold_reasons = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    worklist_decided_by = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    worklist_decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lead_told_of_items_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    removal_reported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_campaigns", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "click_deliveries",
                columns: table => new
                {
                    delivery_key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    taken_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_click_deliveries", x => x.delivery_key);
                });

            migrationBuilder.CreateTable(
                name: "consents",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    key = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    source = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    event_key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    pushed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    polled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    missed_push_reported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    consent_type = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    earlier_scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    ip_address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    is_admin_consent = table.Column<bool>(type: "boolean", nullable: true),
                    is_push_expected = table.Column<bool>(type: "boolean", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    principals = table.Column<string[]>(type: "text[]", nullable: false),
                    provider = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    tenant = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    user_agent = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: true),
                    client_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    is_publisher_verified = table.Column<bool>(type: "boolean", nullable: true),
                    app_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    app_object_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    publisher = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    app_registered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    person_client_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    person_email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    person_external_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    person_is_app = table.Column<bool>(type: "boolean", nullable: false),
                    person_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consents", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "escalation_outbox",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    key = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    consent_id = table.Column<long>(type: "bigint", nullable: true),
                    incident_id = table.Column<long>(type: "bigint", nullable: true),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: true),
                    result = table.Column<string>(type: "jsonb", nullable: true),
                    last_error = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_escalation_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "escalations",
                columns: table => new
                {
                    consent_id = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    verdict = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    privilege = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    category = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    role = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    risk = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    rules = table.Column<string[]>(type: "text[]", nullable: false),
                    roster_read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    roster_note = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    role_is_new_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    on_behalf_of = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    is_privilege_of_principal = table.Column<bool>(type: "boolean", nullable: false),
                    removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    removed_by_campaign = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    removal_standing = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    dictionary_version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    incident_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_escalations", x => x.consent_id);
                });

            migrationBuilder.CreateTable(
                name: "feed_health",
                columns: table => new
                {
                    source = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    part = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    expected_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_succeeded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_failed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_failure = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    is_lasting = table.Column<bool>(type: "boolean", nullable: false),
                    troubles = table.Column<int>(type: "integer", nullable: false),
                    troubled_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    recovered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feed_health", x => new { x.source, x.part });
                });

            migrationBuilder.CreateTable(
                name: "grants",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    provider = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    source = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    external_id = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false, collation: "C"),
                    app_id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: true),
                    principal_external_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    consent_type = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    resource = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: true),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    scope_digest = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    risk = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    granted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    vanished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_grants", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "held_records",
                columns: table => new
                {
                    source = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    digest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    part = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    problem = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    redacted = table.Column<string>(type: "jsonb", nullable: false),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    set_aside_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_held_records", x => new { x.source, x.digest });
                });

            migrationBuilder.CreateTable(
                name: "incident_acts",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    incident_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    actor = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    origin = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    delivery_key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_incident_acts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "incidents",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    dedup_key = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    provider = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    tenant = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    client_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    is_gathering = table.Column<bool>(type: "boolean", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_consent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    consents = table.Column<int>(type: "integer", nullable: false),
                    risk = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    told_consents = table.Column<int>(type: "integer", nullable: false),
                    paged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    page_route = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    page_failure_told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    pager_duty_incident_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    pager_duty_url = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    slack_channel = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    slack_timestamp = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    acknowledged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    acknowledged_by = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    resolved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    resolved_by = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    end = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    painted_revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_incidents", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "inventory_answers",
                columns: table => new
                {
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    address = table.Column<byte[]>(type: "bytea", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: false),
                    media_type = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    link = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inventory_answers", x => new { x.run_id, x.address });
                });

            migrationBuilder.CreateTable(
                name: "inventory_runs",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    source = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    provider = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    trigger = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    request_key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    heartbeat_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    resume_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    is_read = table.Column<bool>(type: "boolean", nullable: false),
                    faults = table.Column<int>(type: "integer", nullable: false),
                    pages = table.Column<long>(type: "bigint", nullable: false),
                    users = table.Column<long>(type: "bigint", nullable: false),
                    users_added = table.Column<long>(type: "bigint", nullable: false),
                    users_changed = table.Column<long>(type: "bigint", nullable: false),
                    users_vanished = table.Column<long>(type: "bigint", nullable: false),
                    apps = table.Column<long>(type: "bigint", nullable: false),
                    apps_added = table.Column<long>(type: "bigint", nullable: false),
                    apps_changed = table.Column<long>(type: "bigint", nullable: false),
                    grants = table.Column<long>(type: "bigint", nullable: false),
                    grants_added = table.Column<long>(type: "bigint", nullable: false),
                    grants_changed = table.Column<long>(type: "bigint", nullable: false),
                    grants_vanished = table.Column<long>(type: "bigint", nullable: false),
                    notes = table.Column<string[]>(type: "text[]", nullable: false),
                    error = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inventory_runs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "inventory_sources",
                columns: table => new
                {
                    name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    provider = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    last_succeeded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_failed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_failure = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    active_grants = table.Column<long>(type: "bigint", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    retired_by = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    retired_reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inventory_sources", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "orchestration_failures",
                columns: table => new
                {
                    instance_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    campaign_key = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    revivals = table.Column<int>(type: "integer", nullable: false),
                    found_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    next_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orchestration_failures", x => x.instance_id);
                });

            migrationBuilder.CreateTable(
                name: "poll_watermarks",
                columns: table => new
                {
                    source = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    part = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    read_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    held_polls = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_poll_watermarks", x => new { x.source, x.part });
                });

            migrationBuilder.CreateTable(
                name: "privileged_roster",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    source = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    provider = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    external_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    aliases = table.Column<string[]>(type: "text[]", nullable: false),
                    is_app = table.Column<bool>(type: "boolean", nullable: false),
                    client_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    category = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    role = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_privileged_roster", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "provider_pace",
                columns: table => new
                {
                    bucket = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    next_slot_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    blocked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider_pace", x => x.bucket);
                });

            migrationBuilder.CreateTable(
                name: "rehearsals",
                columns: table => new
                {
                    id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    report_json = table.Column<string>(type: "json", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rehearsals", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rejected_records",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    source = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    digest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    position = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    problem = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    shape = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    first_received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    times = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rejected_records", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "revocation_pace",
                columns: table => new
                {
                    family = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    full_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    blocked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_revocation_pace", x => x.family);
                });

            migrationBuilder.CreateTable(
                name: "revocation_pauses",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: false),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_by = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_revocation_pauses", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "revocation_worklist",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    grant_id = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    provider = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    without_scopes = table.Column<string[]>(type: "text[]", nullable: true),
                    restore_recipe = table.Column<string>(type: "jsonb", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, defaultValue: "Queued"),
                    version = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    next_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    approved_by = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    approved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    looks = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    round = table.Column<int>(type: "integer", nullable: false, defaultValue: 1),
                    ordered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    accepted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    removed = table.Column<int>(type: "integer", nullable: true),
                    absent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    tokens_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reappeared_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    problem = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    grown_scopes = table.Column<string[]>(type: "text[]", nullable: false, defaultValueSql: "'{}'::text[]"),
                    telling_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    tell_problem = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    lead_telling_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lead_told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    restore_state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, defaultValue: "None"),
                    restore_by = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    restore_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    restore_page = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_revocation_worklist", x => new { x.campaign_id, x.grant_id });
                });

            migrationBuilder.CreateTable(
                name: "roster_news",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    source = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    provider = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    external_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    aliases = table.Column<string[]>(type: "text[]", nullable: false),
                    client_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    found_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_roster_news", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "roster_sources",
                columns: table => new
                {
                    name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    last_succeeded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_failed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_failure = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    entries = table.Column<int>(type: "integer", nullable: false),
                    incomplete_because = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_roster_sources", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "scope_audits",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    key = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    trigger = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    requested_by = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    source = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    place = table.Column<string>(type: "text", nullable: false),
                    window_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    window_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    untold = table.Column<string[]>(type: "text[]", nullable: false),
                    filter = table.Column<string>(type: "jsonb", nullable: true),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    notices_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    is_complete = table.Column<bool>(type: "boolean", nullable: false),
                    findings = table.Column<long>(type: "bigint", nullable: false),
                    deviations = table.Column<long>(type: "bigint", nullable: false),
                    new_deviations = table.Column<long>(type: "bigint", nullable: false),
                    certificate = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scope_audits", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "scope_changes",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    event_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    account = table.Column<string>(type: "text", nullable: true),
                    region = table.Column<string>(type: "text", nullable: true),
                    event_name = table.Column<string>(type: "text", nullable: false),
                    severity = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    change = table.Column<string>(type: "jsonb", nullable: false),
                    means = table.Column<string>(type: "text", nullable: false),
                    steps = table.Column<string>(type: "jsonb", nullable: false),
                    actions = table.Column<string>(type: "jsonb", nullable: false, defaultValueSql: "'[]'::jsonb"),
                    verdict = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    rule = table.Column<string>(type: "text", nullable: false),
                    found_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deviated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scope_changes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "scope_expiry_notices",
                columns: table => new
                {
                    key = table.Column<byte[]>(type: "bytea", nullable: false),
                    batch = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    entry = table.Column<string>(type: "text", nullable: false),
                    owner = table.Column<string>(type: "text", nullable: false),
                    principal = table.Column<string>(type: "text", nullable: false),
                    access = table.Column<string>(type: "text", nullable: false),
                    days = table.Column<int>(type: "integer", nullable: false),
                    expires = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    claimed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scope_expiry_notices", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "scope_remediations",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    change_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    account = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    region = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    parameters = table.Column<string>(type: "jsonb", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    told = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    requested_by = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    requested_actor = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    plan = table.Column<string>(type: "jsonb", nullable: true),
                    before = table.Column<string>(type: "jsonb", nullable: true),
                    digest = table.Column<byte[]>(type: "bytea", nullable: true),
                    planned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lapses_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reminded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decided_by = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    confirmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    undo_by = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    undo_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    problem = table.Column<string>(type: "text", nullable: true),
                    next_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scope_remediations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "slack_directory_readings",
                columns: table => new
                {
                    team_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    enterprise_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    people = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_slack_directory_readings", x => x.team_id);
                });

            migrationBuilder.CreateTable(
                name: "slack_messages",
                columns: table => new
                {
                    message_key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    target = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    channel = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    timestamp = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    settled_attempts = table.Column<int>(type: "integer", nullable: false),
                    last_error = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_slack_messages", x => x.message_key);
                });

            migrationBuilder.CreateTable(
                name: "slack_pace",
                columns: table => new
                {
                    family = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    next_slot_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    interval = table.Column<TimeSpan>(type: "interval", nullable: false),
                    blocked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_slack_pace", x => x.family);
                });

            migrationBuilder.CreateTable(
                name: "slack_pauses",
                columns: table => new
                {
                    scope = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    error = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    method = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    failed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    next_try_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    tries = table.Column<int>(type: "integer", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_slack_pauses", x => x.scope);
                });

            migrationBuilder.CreateTable(
                name: "slack_users",
                columns: table => new
                {
                    slack_user_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    team_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    real_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    deleted = table.Column<bool>(type: "boolean", nullable: false),
                    is_bot = table.Column<bool>(type: "boolean", nullable: false),
                    is_external = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    is_guest = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    time_zone = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    synced_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_slack_users", x => x.slack_user_id);
                });

            migrationBuilder.CreateTable(
                name: "timer_runs",
                columns: table => new
                {
                    function = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    known_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_ran_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_timer_runs", x => x.function);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    provider = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    external_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    source = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    aliases = table.Column<string[]>(type: "text[]", nullable: false),
                    display_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    manager_email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    groups = table.Column<string[]>(type: "text[]", nullable: false),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    vanished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "watch_channels",
                columns: table => new
                {
                    id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    source = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    part = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    target = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    resource_id = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_watch_channels", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rehearsal_parts",
                columns: table => new
                {
                    rehearsal_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rehearsal_parts", x => new { x.rehearsal_id, x.kind, x.number });
                    table.ForeignKey(
                        name: "fk_rehearsal_parts_rehearsals",
                        column: x => x.rehearsal_id,
                        principalTable: "rehearsals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "scope_audit_notices",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    audit_id = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    is_fallback = table.Column<bool>(type: "boolean", nullable: false),
                    last_error = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scope_audit_notices", x => x.id);
                    table.ForeignKey(
                        name: "fk_scope_audit_notices_audit",
                        column: x => x.audit_id,
                        principalTable: "scope_audits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "scope_audit_parts",
                columns: table => new
                {
                    audit_id = table.Column<long>(type: "bigint", nullable: false),
                    account = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    region = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    waiting = table.Column<string[]>(type: "text[]", nullable: false),
                    kept = table.Column<string>(type: "jsonb", nullable: true),
                    reading = table.Column<string>(type: "jsonb", nullable: true),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scope_audit_parts", x => new { x.audit_id, x.account, x.region });
                    table.ForeignKey(
                        name: "fk_scope_audit_parts_audit",
                        column: x => x.audit_id,
                        principalTable: "scope_audits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "scope_approvals",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    change_id = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    principal = table.Column<string>(type: "text", nullable: false),
                    account = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    access = table.Column<string[]>(type: "text[]", nullable: false),
                    from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    owner = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    proposed_by = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    proposed_by_email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: false),
                    proposed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    lapses_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    decided_by = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    decided_by_email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    shown_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scope_approvals", x => x.id);
                    table.ForeignKey(
                        name: "fk_scope_approvals_change",
                        column: x => x.change_id,
                        principalTable: "scope_changes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "scope_audit_findings",
                columns: table => new
                {
                    audit_id = table.Column<long>(type: "bigint", nullable: false),
                    change_id = table.Column<long>(type: "bigint", nullable: false),
                    verdict = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    rule = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scope_audit_findings", x => new { x.audit_id, x.change_id });
                    table.ForeignKey(
                        name: "fk_scope_audit_findings_audit",
                        column: x => x.audit_id,
                        principalTable: "scope_audits",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_scope_audit_findings_change",
                        column: x => x.change_id,
                        principalTable: "scope_changes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.InsertData(
                table: "audit_head",
                columns: new[] { "id", "hash", "sequence" },
                values: new object[] { 1, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, 0L });

            migrationBuilder.CreateIndex(
                name: "ix_apps_object_id",
                table: "apps",
                column: "object_id",
                filter: "object_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ux_apps_provider_external_id",
                table: "apps",
                columns: new[] { "provider", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_campaign_decisions_grant",
                table: "campaign_decisions",
                columns: new[] { "campaign_id", "grant_id" });

            migrationBuilder.CreateIndex(
                name: "ux_campaign_decisions_delivery",
                table: "campaign_decisions",
                columns: new[] { "campaign_id", "delivery_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_campaign_items_participant",
                table: "campaign_items",
                column: "participant_id");

            migrationBuilder.CreateIndex(
                name: "ix_campaign_participants_pending",
                table: "campaign_participants",
                column: "campaign_id",
                filter: "state IN ('Waiting', 'Asked')");

            migrationBuilder.CreateIndex(
                name: "ix_campaign_participants_shard",
                table: "campaign_participants",
                columns: new[] { "campaign_id", "shard" });

            migrationBuilder.CreateIndex(
                name: "ux_campaign_participants_key",
                table: "campaign_participants",
                columns: new[] { "campaign_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_campaigns_key",
                table: "campaigns",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_consents_received",
                table: "consents",
                column: "received_at")
                .Annotation("Npgsql:IndexMethod", "brin");

            migrationBuilder.CreateIndex(
                name: "ix_consents_unpushed",
                table: "consents",
                column: "polled_at",
                filter: "pushed_at IS NULL AND missed_push_reported_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ux_consents_key",
                table: "consents",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_consents_source_event",
                table: "consents",
                columns: new[] { "source", "event_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_escalation_outbox_incident",
                table: "escalation_outbox",
                column: "incident_id");

            migrationBuilder.CreateIndex(
                name: "ix_escalation_outbox_open",
                table: "escalation_outbox",
                column: "next_attempt_at",
                filter: "state IN ('Pending', 'Sending')");

            migrationBuilder.CreateIndex(
                name: "ux_escalation_outbox_key",
                table: "escalation_outbox",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_escalations_incident",
                table: "escalations",
                column: "incident_id");

            migrationBuilder.CreateIndex(
                name: "ux_grants_external_id_source",
                table: "grants",
                columns: new[] { "external_id", "source" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_held_records_untold",
                table: "held_records",
                column: "set_aside_at",
                filter: "set_aside_at IS NOT NULL AND told_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_incident_acts_incident",
                table: "incident_acts",
                column: "incident_id");

            migrationBuilder.CreateIndex(
                name: "ux_incident_acts_delivery",
                table: "incident_acts",
                column: "delivery_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_incidents_dedup_key",
                table: "incidents",
                column: "dedup_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_incidents_gathering",
                table: "incidents",
                columns: new[] { "provider", "tenant", "client_id" },
                unique: true,
                filter: "is_gathering");

            migrationBuilder.CreateIndex(
                name: "ix_inventory_answers_number",
                table: "inventory_answers",
                columns: new[] { "run_id", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_inventory_runs_source",
                table: "inventory_runs",
                columns: new[] { "source", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_inventory_runs_request_key",
                table: "inventory_runs",
                column: "request_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_inventory_runs_running",
                table: "inventory_runs",
                column: "source",
                unique: true,
                filter: "state = 'Running'");

            migrationBuilder.CreateIndex(
                name: "ix_orchestration_failures_campaign",
                table: "orchestration_failures",
                column: "campaign_key");

            migrationBuilder.CreateIndex(
                name: "ix_privileged_roster_account",
                table: "privileged_roster",
                columns: new[] { "provider", "external_id" });

            migrationBuilder.CreateIndex(
                name: "ix_privileged_roster_aliases",
                table: "privileged_roster",
                column: "aliases")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_privileged_roster_email",
                table: "privileged_roster",
                column: "email");

            migrationBuilder.CreateIndex(
                name: "ix_privileged_roster_source",
                table: "privileged_roster",
                column: "source");

            migrationBuilder.CreateIndex(
                name: "ix_rehearsals_at",
                table: "rehearsals",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_rejected_records_last_received",
                table: "rejected_records",
                column: "last_received_at");

            migrationBuilder.CreateIndex(
                name: "ux_rejected_records_source_digest",
                table: "rejected_records",
                columns: new[] { "source", "digest" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_revocation_pauses_open",
                table: "revocation_pauses",
                column: "ended_at",
                unique: true,
                filter: "ended_at IS NULL")
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_revocation_worklist_due",
                table: "revocation_worklist",
                columns: new[] { "campaign_id", "provider", "next_at" },
                filter: "next_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_revocation_worklist_lead",
                table: "revocation_worklist",
                columns: new[] { "campaign_id", "lead_telling_at" },
                filter: "(state IN ('Failed', 'Questioned', 'ByHand', 'Reappeared')\n AND (lead_told_at IS NULL OR lead_telling_at < ordered_at OR lead_telling_at < reappeared_at)\n OR state IN ('Absent', 'Closed') AND restore_state = 'Failed' AND (lead_told_at IS NULL OR lead_telling_at < restore_at))");

            migrationBuilder.CreateIndex(
                name: "ix_revocation_worklist_telling",
                table: "revocation_worklist",
                columns: new[] { "campaign_id", "telling_at" },
                filter: "telling_at IS NOT NULL AND told_at IS NULL AND tell_problem IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_revocation_worklist_under_way",
                table: "revocation_worklist",
                column: "campaign_id",
                filter: "state IN ('Approved', 'Revoking', 'Accepted', 'Absent')");

            migrationBuilder.CreateIndex(
                name: "ix_revocation_worklist_untold",
                table: "revocation_worklist",
                columns: new[] { "campaign_id", "absent_at" },
                filter: "(state IN ('Absent', 'Closed')\n AND (telling_at IS NULL OR telling_at < ordered_at OR restore_state = 'NeedsConsent' AND telling_at < restore_at)\n OR state = 'Restored' AND restore_state = 'Done' AND telling_at < restore_at)");

            migrationBuilder.CreateIndex(
                name: "ix_scope_approvals_state",
                table: "scope_approvals",
                column: "state");

            migrationBuilder.CreateIndex(
                name: "ix_scope_approvals_untold",
                table: "scope_approvals",
                column: "id",
                filter: "told_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ux_scope_approvals_proposed",
                table: "scope_approvals",
                column: "change_id",
                unique: true,
                filter: "state = 'Proposed'");

            migrationBuilder.CreateIndex(
                name: "IX_scope_audit_findings_change_id",
                table: "scope_audit_findings",
                column: "change_id");

            migrationBuilder.CreateIndex(
                name: "ix_scope_audit_notices_audit",
                table: "scope_audit_notices",
                column: "audit_id");

            migrationBuilder.CreateIndex(
                name: "ux_scope_audit_notices_key",
                table: "scope_audit_notices",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_scope_audit_parts_place",
                table: "scope_audit_parts",
                columns: new[] { "account", "region", "audit_id" });

            migrationBuilder.CreateIndex(
                name: "ix_scope_audits_under_way",
                table: "scope_audits",
                column: "id",
                filter: "told_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scope_audits_watermark",
                table: "scope_audits",
                column: "window_until",
                filter: "filter IS NULL AND trigger = 'Timer'");

            migrationBuilder.CreateIndex(
                name: "ux_scope_audits_key",
                table: "scope_audits",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_scope_audits_running",
                table: "scope_audits",
                column: "trigger",
                unique: true,
                filter: "state = 'Running' AND trigger = 'Timer'");

            migrationBuilder.CreateIndex(
                name: "ix_scope_changes_at",
                table: "scope_changes",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ux_scope_changes_event_key",
                table: "scope_changes",
                column: "event_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_scope_expiry_notices_untold",
                table: "scope_expiry_notices",
                column: "batch",
                filter: "told_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scope_remediations_attempted",
                table: "scope_remediations",
                column: "attempted_at",
                filter: "attempted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_scope_remediations_due",
                table: "scope_remediations",
                column: "next_at",
                filter: "next_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ux_scope_remediations_open",
                table: "scope_remediations",
                columns: new[] { "change_id", "kind" },
                unique: true,
                filter: "state IN ('Requested', 'Waiting', 'Approved', 'UndoAsked')");

            migrationBuilder.CreateIndex(
                name: "ix_slack_messages_open",
                table: "slack_messages",
                columns: new[] { "state", "lease_until" },
                filter: "state <> 'Sent'");

            migrationBuilder.CreateIndex(
                name: "ix_slack_users_email",
                table: "slack_users",
                column: "email");

            migrationBuilder.CreateIndex(
                name: "ix_users_aliases",
                table: "users",
                column: "aliases",
                filter: "aliases <> '{}'")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_users_email",
                table: "users",
                column: "email");

            migrationBuilder.CreateIndex(
                name: "ux_users_provider_external_id",
                table: "users",
                columns: new[] { "provider", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_watch_channels_current",
                table: "watch_channels",
                column: "requested_at",
                filter: "state IN ('Opening', 'Open')");

            migrationBuilder.RunEmbeddedSql();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "apps");

            migrationBuilder.DropTable(
                name: "audit_events");

            migrationBuilder.DropTable(
                name: "audit_head");

            migrationBuilder.DropTable(
                name: "campaign_apps");

            migrationBuilder.DropTable(
                name: "campaign_decisions");

            migrationBuilder.DropTable(
                name: "campaign_excluded_grants");

            migrationBuilder.DropTable(
                name: "campaign_items");

            migrationBuilder.DropTable(
                name: "campaign_participants");

            migrationBuilder.DropTable(
                name: "campaign_stale_sources");

            migrationBuilder.DropTable(
                name: "campaign_starts");

            migrationBuilder.DropTable(
                name: "campaign_switch");

            migrationBuilder.DropTable(
                name: "campaigns");

            migrationBuilder.DropTable(
                name: "click_deliveries");

            migrationBuilder.DropTable(
                name: "consents");

            migrationBuilder.DropTable(
                name: "escalation_outbox");

            migrationBuilder.DropTable(
                name: "escalations");

            migrationBuilder.DropTable(
                name: "feed_health");

            migrationBuilder.DropTable(
                name: "grants");

            migrationBuilder.DropTable(
                name: "held_records");

            migrationBuilder.DropTable(
                name: "incident_acts");

            migrationBuilder.DropTable(
                name: "incidents");

            migrationBuilder.DropTable(
                name: "inventory_answers");

            migrationBuilder.DropTable(
                name: "inventory_runs");

            migrationBuilder.DropTable(
                name: "inventory_sources");

            migrationBuilder.DropTable(
                name: "orchestration_failures");

            migrationBuilder.DropTable(
                name: "poll_watermarks");

            migrationBuilder.DropTable(
                name: "privileged_roster");

            migrationBuilder.DropTable(
                name: "provider_pace");

            migrationBuilder.DropTable(
                name: "rehearsal_parts");

            migrationBuilder.DropTable(
                name: "rejected_records");

            migrationBuilder.DropTable(
                name: "revocation_pace");

            migrationBuilder.DropTable(
                name: "revocation_pauses");

            migrationBuilder.DropTable(
                name: "revocation_worklist");

            migrationBuilder.DropTable(
                name: "roster_news");

            migrationBuilder.DropTable(
                name: "roster_sources");

            migrationBuilder.DropTable(
                name: "scope_approvals");

            migrationBuilder.DropTable(
                name: "scope_audit_findings");

            migrationBuilder.DropTable(
                name: "scope_audit_notices");

            migrationBuilder.DropTable(
                name: "scope_audit_parts");

            migrationBuilder.DropTable(
                name: "scope_expiry_notices");

            migrationBuilder.DropTable(
                name: "scope_remediations");

            migrationBuilder.DropTable(
                name: "slack_directory_readings");

            migrationBuilder.DropTable(
                name: "slack_messages");

            migrationBuilder.DropTable(
                name: "slack_pace");

            migrationBuilder.DropTable(
                name: "slack_pauses");

            migrationBuilder.DropTable(
                name: "slack_users");

            migrationBuilder.DropTable(
                name: "timer_runs");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "watch_channels");

            migrationBuilder.DropTable(
                name: "rehearsals");

            migrationBuilder.DropTable(
                name: "scope_changes");

            migrationBuilder.DropTable(
                name: "scope_audits");
        }
    }
}

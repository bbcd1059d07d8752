using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace OAuthAttest.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Escalations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "consents",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    key = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    source = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    event_key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    provider = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    person_external_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    person_email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    person_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    client_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    app_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    publisher = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    is_publisher_verified = table.Column<bool>(type: "boolean", nullable: true),
                    app_registered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    consent_type = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    is_admin_consent = table.Column<bool>(type: "boolean", nullable: true),
                    tenant = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    ip_address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    user_agent = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: true),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    pushed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    polled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    is_push_expected = table.Column<bool>(type: "boolean", nullable: false),
                    missed_push_reported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false)
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
                    removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    removed_by_campaign = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    dictionary_version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    incident_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_escalations", x => x.consent_id);
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
                name: "poll_watermarks",
                columns: table => new
                {
                    source = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    read_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_succeeded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_failed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_failure = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_poll_watermarks", x => x.source);
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
                    name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    category = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    role = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_privileged_roster", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "roster_sources",
                columns: table => new
                {
                    name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    last_succeeded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_failed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_failure = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    entries = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_roster_sources", x => x.name);
                });

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
                name: "ix_privileged_roster_account",
                table: "privileged_roster",
                columns: new[] { "provider", "external_id" });

            migrationBuilder.CreateIndex(
                name: "ix_privileged_roster_email",
                table: "privileged_roster",
                column: "email");

            migrationBuilder.CreateIndex(
                name: "ix_privileged_roster_source",
                table: "privileged_roster",
                column: "source");

            migrationBuilder.RunEmbeddedSql();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "consents");

            migrationBuilder.DropTable(
                name: "escalation_outbox");

            migrationBuilder.DropTable(
                name: "escalations");

            migrationBuilder.DropTable(
                name: "incident_acts");

            migrationBuilder.DropTable(
                name: "incidents");

            migrationBuilder.DropTable(
                name: "poll_watermarks");

            migrationBuilder.DropTable(
                name: "privileged_roster");

            migrationBuilder.DropTable(
                name: "roster_sources");
        }
    }
}

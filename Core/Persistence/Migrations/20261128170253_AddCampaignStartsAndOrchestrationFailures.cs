using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OAuthAttest.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddCampaignStartsAndOrchestrationFailures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "campaign_starts",
                columns: table => new
                {
                    key = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    requested_by = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
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

            migrationBuilder.CreateIndex(
                name: "ix_orchestration_failures_campaign",
                table: "orchestration_failures",
                column: "campaign_key");

            migrationBuilder.RunEmbeddedSql();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "campaign_starts");

            migrationBuilder.DropTable(
                name: "orchestration_failures");
        }
    }
}

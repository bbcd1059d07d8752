using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OAuthAttest.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddTimerRuns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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

            migrationBuilder.RunEmbeddedSql();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "timer_runs");
        }
    }
}

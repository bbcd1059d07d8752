using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OAuthAttest.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddRehearsalsAndDelegateReminders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "delegate_reminders_sent",
                table: "campaign_participants",
                type: "integer",
                nullable: false,
                defaultValue: 0);

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

            migrationBuilder.CreateIndex(
                name: "ix_rehearsals_at",
                table: "rehearsals",
                column: "at");

            migrationBuilder.RunEmbeddedSql();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rehearsal_parts");

            migrationBuilder.DropTable(
                name: "rehearsals");

            migrationBuilder.DropColumn(
                name: "delegate_reminders_sent",
                table: "campaign_participants");
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OAuthAttest.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class FreezeRiskOfItems : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_campaign_participants_campaigns",
                table: "campaign_participants");

            migrationBuilder.DropPrimaryKey(
                name: "pk_campaign_items",
                table: "campaign_items");

            migrationBuilder.DropIndex(
                name: "ix_campaign_items_participant",
                table: "campaign_items");

            // The column is turned into the other one, in its place: a partition whose columns stand elsewhere than those of the whole costs a
            // conversion a row. The numbers went by the risk and the id, so nobody's list changes, but where scopes have grown since.
            migrationBuilder.RenameColumn(
                name: "number",
                table: "campaign_items",
                newName: "frozen_risk");

            migrationBuilder.Sql("""
                ALTER TABLE campaign_items ALTER COLUMN frozen_risk TYPE smallint
                    USING CASE risk WHEN 'Critical' THEN 4 WHEN 'High' THEN 3 WHEN 'Medium' THEN 2 ELSE 1 END
                """);

            migrationBuilder.AddPrimaryKey(
                name: "pk_campaign_items",
                table: "campaign_items",
                columns: new[] { "grant_id", "campaign_id" });

            migrationBuilder.CreateIndex(
                name: "ix_campaign_items_participant",
                table: "campaign_items",
                column: "participant_id");

            migrationBuilder.RunEmbeddedSql();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_campaign_items",
                table: "campaign_items");

            migrationBuilder.DropIndex(
                name: "ix_campaign_items_participant",
                table: "campaign_items");

            migrationBuilder.Sql("""
                ALTER TABLE campaign_items ALTER COLUMN frozen_risk TYPE integer;
                ALTER TABLE campaign_items RENAME COLUMN frozen_risk TO number;
                WITH numbered AS (
                    SELECT grant_id, campaign_id, row_number() OVER (PARTITION BY participant_id ORDER BY number DESC, grant_id)::int AS number FROM campaign_items)
                UPDATE campaign_items i SET number = n.number FROM numbered n WHERE n.grant_id = i.grant_id AND n.campaign_id = i.campaign_id
                """);

            migrationBuilder.AddPrimaryKey(
                name: "pk_campaign_items",
                table: "campaign_items",
                columns: new[] { "campaign_id", "grant_id" });

            migrationBuilder.CreateIndex(
                name: "ix_campaign_items_participant",
                table: "campaign_items",
                columns: new[] { "participant_id", "number" });

            migrationBuilder.AddForeignKey(
                name: "fk_campaign_participants_campaigns",
                table: "campaign_participants",
                column: "campaign_id",
                principalTable: "campaigns",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Identity.Live;

internal sealed class InventoryRunMapping : IEntityTypeConfiguration<InventoryRun>
{
    public void Configure(EntityTypeBuilder<InventoryRun> builder)
    {
        builder.ToTable("inventory_runs");
        builder.HasKey(x => x.Id).HasName("pk_inventory_runs");
        builder.Property(x => x.Source).HasMaxLength(64);
        builder.Property(x => x.Trigger).HasMaxLength(64);
        builder.Property(x => x.RequestKey).HasMaxLength(200);
        builder.Property(x => x.Error).HasMaxLength(2000);
        builder.HasIndex(x => x.RequestKey).IsUnique().HasDatabaseName("ux_inventory_runs_request_key");
        // One run of a source at a time, whoever asks.
        builder.HasIndex(x => x.Source).IsUnique().HasFilter("state = 'Running'").HasDatabaseName("ux_inventory_runs_running");
        builder.HasIndex(x => new { x.Source, x.Id }).HasDatabaseName("ix_inventory_runs_source");
    }
}

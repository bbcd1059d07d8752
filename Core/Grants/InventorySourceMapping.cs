using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Grants;

internal sealed class InventorySourceMapping : IEntityTypeConfiguration<InventorySource>
{
    public void Configure(EntityTypeBuilder<InventorySource> builder)
    {
        builder.ToTable("inventory_sources");
        builder.HasKey(x => x.Name).HasName("pk_inventory_sources");
        builder.Property(x => x.Name).HasMaxLength(64);
        builder.Property(x => x.LastFailure).HasMaxLength(2000);
        builder.Property(x => x.RetiredBy).HasMaxLength(320);
        builder.Property(x => x.RetiredReason).HasMaxLength(1000);
    }
}

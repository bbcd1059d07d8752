using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Evidence;

internal sealed class ClickDeliveryMapping : IEntityTypeConfiguration<ClickDelivery>
{
    public void Configure(EntityTypeBuilder<ClickDelivery> builder)
    {
        builder.ToTable("click_deliveries");
        builder.HasKey(x => x.DeliveryKey).HasName("pk_click_deliveries");
        builder.Property(x => x.DeliveryKey).HasMaxLength(200);
    }
}

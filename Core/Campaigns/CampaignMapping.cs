using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Campaigns;

internal sealed class CampaignMapping : IEntityTypeConfiguration<Campaign>
{
    public void Configure(EntityTypeBuilder<Campaign> builder)
    {
        builder.ToTable("campaigns");
        builder.HasKey(x => x.Id).HasName("pk_campaigns");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.RequestedBy).HasMaxLength(Campaign.LongestRequestedBy);
        builder.Property(x => x.PolicyJson).HasColumnType("jsonb");
        builder.Property(x => x.DictionaryVersion).HasMaxLength(64);
        builder.Property(x => x.PopulationDigest).HasMaxLength(32);
        builder.Property(x => x.WorklistDigest).HasMaxLength(32);
        builder.Property(x => x.HoldReasons).HasMaxLength(4000);
        builder.Property(x => x.WorklistDecidedBy).HasMaxLength(320);
        builder.HasIndex(x => x.Key).IsUnique().HasDatabaseName("ux_campaigns_key");
    }
}

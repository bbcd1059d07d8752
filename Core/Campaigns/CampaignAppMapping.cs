using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Campaigns;

internal sealed class CampaignAppMapping : IEntityTypeConfiguration<CampaignApp>
{
    public void Configure(EntityTypeBuilder<CampaignApp> builder)
    {
        builder.ToTable("campaign_apps");
        builder.HasKey(x => new { x.CampaignId, x.AppId }).HasName("pk_campaign_apps");
        builder.Property(x => x.ExternalId).HasMaxLength(256);
        builder.Property(x => x.Name).HasMaxLength(512);
        builder.Property(x => x.Publisher).HasMaxLength(512);
        builder.Property(x => x.OwnerEmail).HasMaxLength(320);
    }
}

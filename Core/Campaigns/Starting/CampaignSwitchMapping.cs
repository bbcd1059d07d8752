using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Campaigns.Starting;

internal sealed class CampaignSwitchMapping : IEntityTypeConfiguration<CampaignSwitch>
{
    public void Configure(EntityTypeBuilder<CampaignSwitch> builder)
    {
        builder.ToTable("campaign_switch");
        builder.HasKey(x => x.Name).HasName("pk_campaign_switch");
        builder.Property(x => x.Name).HasMaxLength(32);
    }
}

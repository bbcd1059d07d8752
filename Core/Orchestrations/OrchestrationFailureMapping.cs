using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Orchestrations;

internal sealed class OrchestrationFailureMapping : IEntityTypeConfiguration<OrchestrationFailure>
{
    public void Configure(EntityTypeBuilder<OrchestrationFailure> builder)
    {
        builder.ToTable("orchestration_failures");
        builder.HasKey(x => x.InstanceId).HasName("pk_orchestration_failures");
        builder.Property(x => x.InstanceId).HasMaxLength(100);
        builder.Property(x => x.CampaignKey).HasMaxLength(32);
        builder.HasIndex(x => x.CampaignKey).HasDatabaseName("ix_orchestration_failures_campaign");
    }
}

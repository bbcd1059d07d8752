using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Revocations;

internal sealed class WorklistItemMapping : IEntityTypeConfiguration<WorklistItem>
{
    public void Configure(EntityTypeBuilder<WorklistItem> builder)
    {
        builder.ToTable("revocation_worklist");
        builder.HasKey(x => new { x.CampaignId, x.GrantId }).HasName("pk_revocation_worklist");
        builder.Property(x => x.RestoreRecipe).HasColumnType("jsonb");
    }
}

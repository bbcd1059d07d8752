using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Revocations;

internal sealed class WorklistItemMapping : IEntityTypeConfiguration<WorklistItem>
{
    public const int LongestProblem = 1000;
    public const int LongestName = 320;

    public void Configure(EntityTypeBuilder<WorklistItem> builder)
    {
        builder.ToTable("revocation_worklist");
        builder.HasKey(x => new { x.CampaignId, x.GrantId }).HasName("pk_revocation_worklist");
        builder.Property(x => x.RestoreRecipe).HasColumnType("jsonb");
        builder.Property(x => x.State).HasDefaultValue(RevocationState.Queued).HasSentinel((RevocationState)0);
        builder.Property(x => x.Version).HasDefaultValue(0);
        builder.Property(x => x.Attempts).HasDefaultValue(0);
        builder.Property(x => x.Looks).HasDefaultValue(0);
        builder.Property(x => x.Round).HasDefaultValue(1).HasSentinel(0);
        builder.Property(x => x.RestoreState).HasDefaultValue(RestoreState.None);
        builder.Property(x => x.Problem).HasMaxLength(LongestProblem);
        builder.Property(x => x.GrownScopes).HasDefaultValueSql("'{}'::text[]");
        builder.Property(x => x.TellProblem).HasMaxLength(LongestProblem);
        builder.Property(x => x.ApprovedBy).HasMaxLength(LongestName);
        builder.Property(x => x.RestorePage).HasMaxLength(LongestProblem);
        builder.Property(x => x.RestoreBy).HasMaxLength(LongestName);
        // Empty while a list is written, so that it does not make the close of a large campaign slower.
        builder.HasIndex(x => new { x.CampaignId, x.Provider, x.NextAt })
            .HasFilter("next_at IS NOT NULL")
            .HasDatabaseName("ix_revocation_worklist_due");
        builder.HasIndex(x => new { x.CampaignId, x.AbsentAt }).HasFilter(TellingRules.Untold)
            .HasDatabaseName("ix_revocation_worklist_untold");
        builder.HasIndex(x => new { x.CampaignId, x.TellingAt }).HasFilter(TellingRules.Telling)
            .HasDatabaseName("ix_revocation_worklist_telling");
        builder.HasIndex(x => new { x.CampaignId, x.LeadTellingAt }).HasFilter(TellingRules.ForLead)
            .HasDatabaseName("ix_revocation_worklist_lead");
        builder.HasIndex(x => x.CampaignId).HasFilter(TellingRules.UnderWay).HasDatabaseName("ix_revocation_worklist_under_way");
    }
}

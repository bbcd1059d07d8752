using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Campaigns.Rehearsing;

internal sealed class StoredRehearsalPartMapping : IEntityTypeConfiguration<StoredRehearsalPart>
{
    public void Configure(EntityTypeBuilder<StoredRehearsalPart> builder)
    {
        builder.ToTable("rehearsal_parts");
        builder.HasKey(x => new { x.RehearsalId, x.Kind, x.Number }).HasName("pk_rehearsal_parts");
        builder.Property(x => x.RehearsalId).HasMaxLength(RehearsalId.MaxLength);
        builder
            .HasOne<StoredRehearsal>()
            .WithMany()
            .HasForeignKey(x => x.RehearsalId)
            .OnDelete(DeleteBehavior.Cascade)
            .HasConstraintName("fk_rehearsal_parts_rehearsals");
    }
}

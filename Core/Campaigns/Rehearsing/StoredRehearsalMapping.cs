using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Campaigns.Rehearsing;

internal sealed class StoredRehearsalMapping : IEntityTypeConfiguration<StoredRehearsal>
{
    public void Configure(EntityTypeBuilder<StoredRehearsal> builder)
    {
        builder.ToTable("rehearsals");
        builder.HasKey(x => x.Id).HasName("pk_rehearsals");
        builder.Property(x => x.Id).HasMaxLength(RehearsalId.MaxLength);
        // Not jsonb, which would not keep the order of the fields; people read this JSON.
        builder.Property(x => x.ReportJson).HasColumnType("json");
        builder.HasIndex(x => x.At).HasDatabaseName("ix_rehearsals_at");
    }
}

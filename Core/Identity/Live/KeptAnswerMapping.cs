using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Identity.Live;

internal sealed class KeptAnswerMapping : IEntityTypeConfiguration<KeptAnswer>
{
    public void Configure(EntityTypeBuilder<KeptAnswer> builder)
    {
        // Unlogged, and bodies not compressed: see Core/Persistence/Sql.
        builder.ToTable("inventory_answers");
        builder.HasKey(x => new { x.RunId, x.Address }).HasName("pk_inventory_answers");
        builder.Property(x => x.MediaType).HasMaxLength(128);
        builder.HasIndex(x => new { x.RunId, x.Number }).HasDatabaseName("ix_inventory_answers_number");
    }
}

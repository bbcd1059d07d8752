using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Rosters;

internal sealed class RosterSourceMapping : IEntityTypeConfiguration<RosterSource>
{
    public void Configure(EntityTypeBuilder<RosterSource> builder)
    {
        builder.ToTable("roster_sources");
        builder.HasKey(x => x.Name).HasName("pk_roster_sources");
        builder.Property(x => x.Name).HasMaxLength(64);
        builder.Property(x => x.LastFailure).HasMaxLength(500);
        builder.Property(x => x.IncompleteBecause).HasMaxLength(500);
    }
}

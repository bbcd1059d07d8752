using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Rosters;

internal sealed class RosterNewsMapping : IEntityTypeConfiguration<RosterNews>
{
    public void Configure(EntityTypeBuilder<RosterNews> builder)
    {
        builder.ToTable("roster_news");
        builder.HasKey(x => x.Id).HasName("pk_roster_news");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.Source).HasMaxLength(64);
        builder.Property(x => x.ExternalId).HasMaxLength(256);
        builder.Property(x => x.Email).HasMaxLength(320);
        builder.Property(x => x.ClientId).HasMaxLength(256);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Rosters;

internal sealed class RosterEntryMapping : IEntityTypeConfiguration<RosterEntry>
{
    public void Configure(EntityTypeBuilder<RosterEntry> builder)
    {
        builder.ToTable("privileged_roster");
        builder.HasKey(x => x.Id).HasName("pk_privileged_roster");
        builder.Property(x => x.Id).UseIdentityByDefaultColumn();
        builder.Property(x => x.Source).HasMaxLength(64);
        builder.Property(x => x.ExternalId).HasMaxLength(256);
        builder.Property(x => x.Email).HasMaxLength(320);
        builder.Property(x => x.ClientId).HasMaxLength(256);
        builder.Property(x => x.Name).HasMaxLength(256);
        builder.Property(x => x.Role).HasMaxLength(256);
        builder.HasIndex(x => x.Email).HasDatabaseName("ix_privileged_roster_email");
        builder.HasIndex(x => new { x.Provider, x.ExternalId }).HasDatabaseName("ix_privileged_roster_account");
        builder.HasIndex(x => x.Aliases).HasMethod("gin").HasDatabaseName("ix_privileged_roster_aliases");
        builder.HasIndex(x => x.Source).HasDatabaseName("ix_privileged_roster_source");
    }
}

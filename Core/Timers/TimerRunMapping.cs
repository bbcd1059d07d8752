using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthAttest.Timers;

internal sealed class TimerRunMapping : IEntityTypeConfiguration<TimerRun>
{
    public void Configure(EntityTypeBuilder<TimerRun> builder)
    {
        builder.ToTable("timer_runs");
        builder.HasKey(x => x.Function).HasName("pk_timer_runs");
        builder.Property(x => x.Function).HasMaxLength(100);
    }
}

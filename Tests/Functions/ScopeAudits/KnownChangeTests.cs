using Npgsql;
using OAuthAttest.ScopeAudits.Running;
using Xunit;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>What one source told of a change is not forgotten when another one, which tells less, reads it again.</summary>
public sealed class KnownChangeTests
{
    [Fact]
    public async Task Change_ThatAthenaReadsAgain_KeepsWhoItWas()
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        await world.AddAsync(TimeSpan.FromMinutes(20));
        await world.AuditAsync();
        // As a log file has it: Athena's table has no column for the source identity.
        var source = world.Flow.Service<NpgsqlDataSource>();
        await using (var known = source.CreateCommand("""
            UPDATE scope_changes SET change = jsonb_set(change, '{actor,through}', '["the roles began with alice@example.com"]');
            UPDATE scope_audits SET source = 'Bucket', place = 's3://archive/'
            """))
        {
            await known.ExecuteNonQueryAsync();
        }
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));

        var again = await world.AuditAsync();

        Assert.Equal(1, again.Deviations);
        var change = Assert.Single(await world.Flow.ReadAsync(db => db.ScopeChanges));
        Assert.Equal(["the roles began with alice@example.com"], AuditDocuments.Change(change.Change).Actor.Through);
    }
}

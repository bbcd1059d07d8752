using OAuthAttest.Evidence;
using Xunit;

namespace OAuthAttest.Tests.Evidence;

/// <summary>Entries whose own hash is right, at a place in the chain where they were never written.</summary>
public sealed class AuditSpliceTests
{
    private const string Append = "SELECT append_audit_events(now(), ARRAY['campaign.closed'], ARRAY['s'], ARRAY['a'], ARRAY['{}'])";

    private const string Rehash = """
        UPDATE audit_events SET hash = sha256('oauthattest-audit-v1'::bytea || previous_hash || int8send(sequence) || timestamptz_send(at)
            || int4send(octet_length(kind)) || convert_to(kind, 'UTF8') || int4send(octet_length(subject)) || convert_to(subject, 'UTF8')
            || int4send(octet_length(actor)) || convert_to(actor, 'UTF8') || int4send(octet_length(data)) || convert_to(data, 'UTF8'))
        WHERE sequence = 4;
        UPDATE audit_head SET hash = (SELECT hash FROM audit_events WHERE sequence = 4);
        """;

    [Theory]
    [InlineData("", null, null)]
    [InlineData(
        "UPDATE audit_events SET previous_hash = decode(repeat('00', 32), 'hex') WHERE sequence = 4;",
        4L,
        "it does not follow from the entry before"
    )]
    [InlineData(
        "UPDATE audit_events SET previous_hash = (SELECT hash FROM audit_events WHERE sequence = 2) WHERE sequence = 4;",
        4L,
        "it does not follow from the entry before"
    )]
    // Taken out, and the next one made to follow the one before it.
    [InlineData(
        "UPDATE audit_events SET previous_hash = (SELECT hash FROM audit_events WHERE sequence = 2) WHERE sequence = 4; "
            + "DELETE FROM audit_events WHERE sequence = 3;",
        3L,
        "entry 3 is missing"
    )]
    public async Task VerifyAsync_LastEntryThatFollowsAnother_IsFound(string change, long? at, string? problem)
    {
        await using var database = await TestDatabase.CreateAsync();
        for (var entry = 0; entry < 4; entry++)
            await database.ExecuteAsync(Append);
        await database.ExecuteAsync($"DROP TRIGGER append_only ON audit_events; {change} {Rehash}");

        var verdict = await new AuditVerification(database.Source).VerifyAsync(CancellationToken.None);

        Assert.Equal((at, problem), (verdict.BrokenAt, verdict.Problem));
    }
}

namespace OAuthAttest.Escalations.Consents.Rejected;

/// <summary>
/// A record that a source delivered and that could not be read: somebody may have consented to something in it. It is kept without its
/// values, so that a person can see what it looked like and look for it at the source by its time.
/// </summary>
public sealed class RejectedRecord
{
    public long Id { get; init; }

    public required ConsentSource Source { get; init; }

    /// <summary>SHA-256 of the record, in hexadecimal; unique within the source: a record that comes again is counted.</summary>
    public required string Digest { get; init; }

    /// <summary>Where it was in the body when it last came.</summary>
    public required string Position { get; set; }

    /// <summary>The field, and what is wrong with it.</summary>
    public required string Problem { get; set; }

    /// <summary>Its names and kinds of values, without the values.</summary>
    public required string Shape { get; init; }

    public required DateTimeOffset FirstReceivedAt { get; init; }

    public required DateTimeOffset LastReceivedAt { get; set; }

    /// <summary>How many times it came.</summary>
    public int Times { get; set; }
}

namespace OAuthAttest.Identity.Live;

/// <summary>One answer of a provider in a run that is not over; deleted with its end.</summary>
public sealed class KeptAnswer
{
    public long RunId { get; init; }

    /// <summary>SHA-256 of the address that was called.</summary>
    public required byte[] Address { get; init; }

    /// <summary>The order in which the answers came.</summary>
    public long Number { get; init; }

    public int Status { get; init; }

    public string? MediaType { get; init; }

    /// <summary>The Link header.</summary>
    public string? Link { get; init; }

    public required byte[] Body { get; init; }
}

using OAuthAttest.Local.Simulators.Identity;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>The simulated caller and the accounts that it may enter.</summary>
public sealed record AwsSimulatorOptions
{
    /// <summary>The account that the caller's own credentials are of.</summary>
    public string OwnAccount { get; init; } = "111122223333";

    public string AccessKeyId { get; init; } = "AKIASIMULATED0000001";

    public string SecretAccessKey { get; init; } = "simulated/secret/of/the/caller/0000000001";

    /// <summary>The roles that the caller may assume.</summary>
    public IReadOnlyList<SimulatedRole> Roles { get; init; } = [];

    /// <summary>The largest page, whatever size is requested.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>How long the credentials of a role live.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The look-ups that are taken in each account and Region; null: all. AWS takes two a second.</summary>
    public CallRate? Rate { get; init; }

    /// <summary>
    /// By which the age of a call of STS is told; null: as of the others. AWSSDK's own client signs with the machine's clock, also where
    /// the app has another.
    /// </summary>
    public TimeProvider? StsClock { get; init; }

    /// <summary>How long after a change of its own the history shows it.</summary>
    public TimeSpan RecordLag { get; init; }

    /// <summary>The table that Athena has; null: there is none. Whoever gives it disposes of it.</summary>
    public SimulatedAthena? Athena { get; init; }

    /// <summary>The delay of every call.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }
}

/// <param name="ExternalId">What its trust asks for; null: nothing.</param>
/// <param name="MayLookUp">Whether its policy allows <c>cloudtrail:LookupEvents</c>.</param>
/// <param name="MayReadBuckets">Whether it allows to list and to read the buckets of its account.</param>
/// <param name="May">What its policy allows besides: <c>iam:DetachRolePolicy</c>; null: nothing.</param>
public sealed record SimulatedRole(
    string Arn,
    string? ExternalId = null,
    bool MayLookUp = true,
    bool MayReadBuckets = true,
    IReadOnlyCollection<string>? May = null
)
{
    public string Account => Arn.Split(':')[4];
}

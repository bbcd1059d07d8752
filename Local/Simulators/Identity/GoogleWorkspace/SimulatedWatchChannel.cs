namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

/// <summary>A watch channel that was opened.</summary>
/// <param name="ResourceId">Google's id of what is watched.</param>
/// <param name="IsStopped">It was stopped before its end.</param>
/// <param name="Application">The report that it pushes.</param>
public sealed record SimulatedWatchChannel(
    string Id,
    Uri Address,
    string Token,
    string ResourceId,
    DateTimeOffset ExpiresAt,
    bool IsStopped = false,
    string Application = "token"
)
{
    public bool IsLive(DateTimeOffset now) => !IsStopped && ExpiresAt > now;
}

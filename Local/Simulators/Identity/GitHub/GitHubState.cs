namespace OAuthAttest.Local.Simulators.Identity.GitHub;

/// <summary>What reaches the organization.</summary>
internal sealed class GitHubState(GitHubSimulatorOptions options, TimeProvider clock)
{
    public LingeringLists<SimulatedMember> Members { get; } = new(clock, options.DeletedStayListed, StringComparer.Ordinal);

    public LingeringLists<SimulatedInstallation> Installations { get; } = new(clock, options.DeletedStayListed, StringComparer.Ordinal);

    public LingeringLists<SimulatedTokenGrant> Tokens { get; } = new(clock, options.DeletedStayListed, StringComparer.Ordinal);

    public LingeringLists<SimulatedCredential> Credentials { get; } = new(clock, options.DeletedStayListed, StringComparer.Ordinal);
}

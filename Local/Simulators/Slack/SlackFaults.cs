namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>The faults of the simulated workspace, by Web API method.</summary>
public sealed class SlackFaults : FaultScript<SlackFault>;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>What goes wrong in the simulated workspace, by Web API method.</summary>
public sealed class SlackFaults : FaultScript<SlackFault>;

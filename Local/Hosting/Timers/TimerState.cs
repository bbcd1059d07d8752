namespace OAuthAttest.Local.Hosting.Timers;

/// <summary>What is stored of a timer between runs of the host.</summary>
/// <param name="Schedule">The expression that <paramref name="Next"/> was computed from.</param>
/// <param name="Last">When it last ran; null before the first time.</param>
/// <param name="Next">When it is due.</param>
/// <param name="Updated">When this was written.</param>
internal sealed record TimerState(string Schedule, DateTimeOffset? Last, DateTimeOffset Next, DateTimeOffset Updated);

namespace OAuthAttest.Escalations.Polling.Watching;

internal sealed record OpenedChannel(string ResourceId, DateTimeOffset ExpiresAt);

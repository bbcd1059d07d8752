namespace OAuthAttest.Local.Durable.Messages;

/// <summary>Validates instance ids: only what every storage provider of Durable Functions accepts.</summary>
internal static class InstanceIds
{
    public const int LongestId = 100;

    /// <exception cref="ArgumentException">The id is empty, too long, starts with '@' or has a forbidden character.</exception>
    public static void Require(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        if (instanceId.Length > LongestId)
        {
            throw new ArgumentException(
                $"The instance id has {instanceId.Length} characters; {LongestId} are allowed.",
                nameof(instanceId)
            );
        }

        if (instanceId[0] == '@')
        {
            throw new ArgumentException("An instance id must not start with '@'.", nameof(instanceId));
        }

        foreach (var c in instanceId)
        {
            if (c is '/' or '\\' or '#' or '?' || char.IsControl(c))
            {
                throw new ArgumentException("An instance id must not hold '/', '\\', '#', '?' or control characters.", nameof(instanceId));
            }
        }
    }
}

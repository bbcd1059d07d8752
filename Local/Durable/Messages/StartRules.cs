using Microsoft.DurableTask.Client;

namespace OAuthAttest.Local.Durable.Messages;

/// <summary>Whether a start may replace the instance that has its id.</summary>
internal static class StartRules
{
    /// <summary>
    /// Without dedupe statuses an instance is replaced once it has ended. With them exactly the named statuses protect it,
    /// so that a running instance whose status is not named is replaced too.
    /// </summary>
    public static bool MayReplace(InstanceState existing, StartTerms? terms) => terms?.DedupeStatuses is { } protectedStatuses
        ? !protectedStatuses.Any(name => Parse(name) == existing.Status)
        : existing.IsFinished;

    /// <exception cref="ArgumentException">A status that does not exist.</exception>
    public static void Require(IReadOnlyList<string>? dedupeStatuses)
    {
        foreach (var name in dedupeStatuses ?? [])
        {
            Parse(name);
        }
    }

    private static OrchestrationRuntimeStatus Parse(string name) =>
        Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status)
            ? status
            : throw new ArgumentException($"'{name}' is not an orchestration status.", nameof(name));
}

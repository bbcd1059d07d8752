using System.Text.Json;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.GitHub;

/// <summary>
/// What a delivery tells: a webhook event, or entries of the audit log, which a forwarder sends on. The webhook event's name comes in a
/// header that the signature does not cover, so only the body decides.
/// </summary>
internal static class GitHubEvent
{
    public static IEnumerable<RecordReading> Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
            return root.EnumerateArray().SelectMany((entry, i) => ReadOne(entry, "".At(i)));
        return ReadOne(root, "");
    }

    private static IEnumerable<RecordReading> ReadOne(JsonElement entry, string path)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            return [RecordReading.Malformed(path.Length == 0 ? "body" : path, "must be a JSON object").From(entry, path)];
        // As a collector of events wraps it.
        if (entry.Field("event") is { ValueKind: JsonValueKind.Object } wrapped && entry.Text("action") is null)
            return ReadOne(wrapped, path.Length == 0 ? "event" : $"{path}.event");
        var reading = entry.Field(GitHubTokenRequest.Member) is not null ? GitHubTokenRequest.Read(entry)
            : entry.Field("installation") is not null ? GitHubInstallation.Read(entry)
            : GitHubAuditEntry.Read(entry);
        return [reading.From(entry, path)];
    }
}

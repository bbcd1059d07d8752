using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthAttest.Aws.Access;
using OAuthAttest.Json;

namespace OAuthAttest.Aws.Digests;

/// <summary>CloudTrail's public keys. Each Region has its own, and is asked for those of a time.</summary>
/// <param name="apiOf">Calls CloudTrail in a Region.</param>
/// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html</remarks>
internal sealed class PublicKeys(Func<string, AwsApi> apiOf) : IDisposable
{
    private const string Operation = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListPublicKeys";

    /// <summary>A key lives for months.</summary>
    private const int MostPages = 50;

    /// <summary>Keys change in the middle of an hour.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromHours(2);

    private readonly ConcurrentDictionary<string, byte[]> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> turns = new(StringComparer.Ordinal);

    /// <param name="at">When it was used.</param>
    /// <returns>PKCS #1, DER. Null: the Region has no such key of that time.</returns>
    /// <inheritdoc cref="AwsApi.ReadAsync" path="/exception"/>
    public async Task<byte[]?> FindAsync(string region, string fingerprint, DateTimeOffset at, CancellationToken cancellation)
    {
        var id = $"{region}/{fingerprint}";
        if (known.TryGetValue(id, out var key))
            return key;
        // One at a time in each Region: what the first one learns, the next ones know.
        var turn = turns.GetOrAdd(region, static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellation);
        try
        {
            if (!known.ContainsKey(id))
                await AskAsync(region, at, cancellation);
            return known.GetValueOrDefault(id);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose()
    {
        foreach (var turn in turns.Values)
            turn.Dispose();
    }

    private async Task AskAsync(string region, DateTimeOffset at, CancellationToken cancellation)
    {
        var api = apiOf(region);
        string? token = null;
        for (var page = 0; page < MostPages; page++)
        {
            var body = new JsonObject
            {
                ["StartTime"] = (at - Around).ToUnixTimeSeconds(),
                ["EndTime"] = (at + Around).ToUnixTimeSeconds(),
            };
            if (token is not null)
                body["NextToken"] = token;
            var (keys, next) = await api.ReadAsync(Operation, body, Read, cancellation);
            foreach (var (fingerprint, value) in keys)
                known[$"{region}/{fingerprint}"] = value;
            if (next is null)
                return;
            token = next;
        }
        throw new AwsUnavailableException("CloudTrail: the list of public keys does not end");
    }

    private static (List<(string Fingerprint, byte[] Value)> Keys, string? Next) Read(JsonElement answer, byte[] body) =>
        answer.Field("PublicKeyList") is { ValueKind: JsonValueKind.Array } list
            ? ([.. list.EnumerateArray().Select(Key)], answer.Text("NextToken"))
            : throw new AwsUnavailableException("CloudTrail: the answer has no list of public keys");

    private static (string Fingerprint, byte[] Value) Key(JsonElement entry) =>
        entry.Text("Fingerprint") is { } fingerprint && entry.Field("Value") is { ValueKind: JsonValueKind.String } value
            && value.TryGetBytesFromBase64(out var bytes)
            ? (fingerprint, bytes)
            : throw new AwsUnavailableException("CloudTrail: the answer has a public key without its value or its fingerprint");
}

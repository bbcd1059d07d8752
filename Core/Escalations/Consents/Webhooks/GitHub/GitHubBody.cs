using System.Security.Cryptography;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.GitHub;

/// <summary>
/// An installation names every repository that it reaches, up to many thousands. GitHub sends up to 25 MB, once and never again, so the
/// body is signed over and read past in constant memory; the lists of repositories are not kept.
/// </summary>
/// <remarks>https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap</remarks>
internal sealed class GitHubBody(IReadOnlyList<IncrementalHash> hashes) : DeliveryBody
{
    private const int MostKept = 1024 * 1024;

    private static readonly string[] Lists = ["repositories", "repositories_added", "repositories_removed"];

    // An installation has its lists at the root, a token's request one level below.
    private readonly JsonPruner json = new(Lists, MostKept, deepest: 2);

    public override int Largest => 25 * 1024 * 1024;

    public override bool IsTooLarge => json.IsTooLarge;

    public override void Append(ReadOnlySpan<byte> piece)
    {
        foreach (var hash in hashes)
            hash.AppendData(piece);
        json.Append(piece);
    }

    public override ConsentDelivery Complete(Func<string, string?> header)
    {
        json.Complete();
        var digests = hashes.Select(hash => hash.GetHashAndReset()).ToList();
        // Nothing is kept of what is not JSON: it is refused as malformed once its sender is known to be genuine.
        return new ConsentDelivery(header, json.IsMalformed ? default : json.Kept) { Digests = digests };
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var hash in hashes)
            hash.Dispose();
        base.Dispose(disposing);
    }
}

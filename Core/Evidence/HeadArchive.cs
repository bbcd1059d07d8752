using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;

namespace OAuthAttest.Evidence;

/// <summary>
/// Heads of the audit chain in a blob container that lets nobody change or delete one: who can rewrite the database cannot rewrite these.
/// A blob's name has the whole head, so that a listing is enough to compare.
/// </summary>
/// <remarks>https://learn.microsoft.com/azure/storage/blobs/immutable-storage-overview</remarks>
public sealed class HeadArchive
{
    private const string Folder = "heads/";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly BlobContainerClient? container;

    public HeadArchive(IOptions<EvidenceOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Value.HeadsContainer is { } address)
            container = Open(address, options.Value.HeadsSasToken);
    }

    public bool IsConfigured => container is not null;

    /// <summary>Opens a container for reading what is kept in it.</summary>
    public static HeadArchive At(Uri address, string? sasToken) =>
        new(Options.Create(new EvidenceOptions { HeadsContainer = address, HeadsSasToken = sasToken }));

    /// <returns>False: it is there already.</returns>
    /// <exception cref="RequestFailedException">The storage refused it or did not answer.</exception>
    public async Task<bool> KeepAsync(ChainHead head, DateTimeOffset at, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(head);
        var content = JsonSerializer.SerializeToUtf8Bytes(new { sequence = head.Sequence, hash = head.Hash, at = at.ToUniversalTime() });
        var upload = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
        };
        try
        {
            await Container().GetBlobClient(NameOf(head)).UploadAsync(new BinaryData(content), upload, cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }

    /// <summary>All that is kept, the oldest first.</summary>
    /// <exception cref="IOException">The storage refused it or did not answer, or nobody could be signed in.</exception>
    public async Task<List<ChainHead>> ReadAsync(CancellationToken cancellation)
    {
        var heads = new List<ChainHead>();
        try
        {
            await foreach (var blob in Container().GetBlobsAsync(BlobTraits.None, BlobStates.None, Folder, cancellation))
            {
                // Whatever else lies there was not written by the app.
                if (HeadOf(blob.Name) is { } head)
                    heads.Add(head);
            }
        }
        catch (Exception e) when (e is RequestFailedException or AuthenticationFailedException or AggregateException)
        {
            throw new IOException(
                $"The heads that are kept in the container could not be read ({e.GetType().Name}): nothing was compared.", e);
        }
        return heads;
    }

    private static string NameOf(ChainHead head) =>
        string.Create(CultureInfo.InvariantCulture, $"{Folder}{head.Sequence:D14}-{head.Hash}.json");

    private static ChainHead? HeadOf(string name) =>
        name[Folder.Length..].Split('.')[0].Split('-') is [var sequence, var hash] && ChainHead.TryParse($"{sequence}:{hash}", out var head)
            ? head
            : null;

    private static BlobContainerClient Open(Uri address, string? sasToken)
    {
        var client = new BlobClientOptions { Retry = { MaxRetries = 3, NetworkTimeout = Patience, Mode = RetryMode.Exponential } };
        var plain = new Uri(address.AbsoluteUri.TrimEnd('/'));
        return sasToken is null
            ? new BlobContainerClient(plain, new DefaultAzureCredential(), client)
            : new BlobContainerClient(plain, new AzureSasCredential(sasToken.TrimStart('?')), client);
    }

    private BlobContainerClient Container() => container ?? throw new InvalidOperationException("No container of heads is set up.");
}

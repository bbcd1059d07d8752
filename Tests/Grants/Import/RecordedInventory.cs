using System.Runtime.CompilerServices;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Tests.Grants.Import;

/// <summary>A source whose records the test chooses, and that can fail while it is read.</summary>
internal sealed class RecordedInventory : IInventoryReader
{
    private readonly List<InventoryRecord> records = [];

    public string Source { get; init; } = "entra";

    public ProviderName Provider { get; init; } = ProviderName.Entra;

    public bool ListsAllUsers { get; init; } = true;

    public bool IsRemote { get; init; }

    /// <summary>Thrown after all records.</summary>
    public Exception? Failure { get; init; }

    public RecordedInventory User(
        string id,
        string? email = null,
        string? name = null,
        AccountStatus status = AccountStatus.Active,
        string? manager = null
    )
    {
        records.Add(
            new UserRecord(id)
            {
                Email = email ?? $"{id}@larkspur.example",
                DisplayName = name,
                Status = status,
                ManagerEmail = manager,
            }
        );
        return this;
    }

    public RecordedInventory App(string id, string? name = null, bool? verified = null, string? owner = null, string? suggestedOwner = null)
    {
        records.Add(
            new AppRecord(id)
            {
                Name = name,
                PublisherVerified = verified,
                OwnerEmail = owner,
                SuggestedOwnerEmail = suggestedOwner,
            }
        );
        return this;
    }

    public RecordedInventory Grant(
        string id,
        string? user = "u1",
        string client = "c1",
        string scopes = "User.Read",
        DateTimeOffset? grantedAt = null,
        DateTimeOffset? lastUsedAt = null,
        ConsentType consent = ConsentType.Principal
    )
    {
        records.Add(new GrantRecord
        {
            Origin = new RecordOrigin("test", records.Count + 1),
            ExternalId = id,
            ClientId = client,
            PrincipalId = user,
            Consent = consent,
            Resource = "Microsoft Graph",
            Scopes = [.. scopes.Split(' ').Order(StringComparer.Ordinal)],
            GrantedAt = grantedAt,
            LastUsedAt = lastUsedAt,
        });
        return this;
    }

    public async IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var record in records)
        {
            await Task.Yield();
            yield return record;
        }
        if (Failure is not null)
            throw Failure;
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Mapped;

namespace OAuthAttest.Identity.Live;

/// <summary>A query on any PostgreSQL database. It is read in one go, in one transaction of that database.</summary>
internal sealed class PostgresInventory(IOptions<SyncOptions> options, IConfiguration configuration) : ILiveInventory
{
    private readonly SyncedQuery settings = options.Value.Postgres;

    public string Source => settings.Source ?? "";

    public ProviderName Provider => ProviderName.Parse(settings.Provider!);

    public bool IsConfigured => settings.IsConfigured;

    public IInventoryReader Open() =>
        new PostgresQueryReader(
            configuration.GetConnectionString(settings.ConnectionName!)!,
            settings.Sql!,
            FieldMapping.Load(settings.MappingFile!),
            Source,
            Provider
        );
}

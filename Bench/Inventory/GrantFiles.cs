using System.Text;
using Npgsql;
using OAuthAttest.Grants.Import.Mapped;

namespace OAuthAttest.Bench.Inventory;

/// <summary>CSV files with any number of grants: ten per person, 2,000 apps, ids in mixed order. The same in every run.</summary>
internal sealed class GrantFiles : IDisposable
{
    public const string BareTable =
        "CREATE TABLE bare (id text, client text, app text, publisher text, verified boolean, account text, email text, name text, "
            + "resource text, scopes text, granted timestamptz, used timestamptz)";

    private const int Apps = 2_000;
    private const int GrantsEach = 10;

    private static readonly string[] Scopes =
    [
        "Calendars.Read",
        "Chat.Read",
        "Contacts.Read",
        "Files.ReadWrite.All",
        "Mail.Read",
        "Sites.Read.All",
        "User.Read",
        "email",
        "offline_access",
        "openid",
        "profile",
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("oauthattest-bench-");

    public static FieldMapping Mapping { get; } = new()
    {
        Fields = new Dictionary<MappedField, string>
        {
            [MappedField.GrantId] = "id",
            [MappedField.ClientId] = "client",
            [MappedField.AppName] = "app",
            [MappedField.Publisher] = "publisher",
            [MappedField.PublisherVerified] = "verified",
            [MappedField.UserId] = "account",
            [MappedField.Email] = "email",
            [MappedField.DisplayName] = "name",
            [MappedField.Resource] = "resource",
            [MappedField.Scopes] = "scopes",
            [MappedField.GrantedAt] = "granted",
            [MappedField.LastUsedAt] = "used",
        },
    };

    public string Write(int grants)
    {
        var random = new Random(grants);
        var scopes = Enumerable
            .Range(0, Apps)
            .Select(_ => string.Join(' ', Scopes.Where(_ => random.Next(3) == 0).DefaultIfEmpty("User.Read")))
            .ToArray();
        var path = Path.Combine(folder.FullName, $"{grants}.csv");
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        writer.Write("id,client,app,publisher,verified,account,email,name,resource,scopes,granted,used\n");
        for (var i = 0; i < grants; i++)
        {
            var (person, app) = (i / GrantsEach, random.Next(Apps));
            writer.Write(
                $"{random.NextInt64():x16}{i:x8},client-{app:00000},App number {app},Publisher "
                    + $"{app % 300},{(app % 3 == 0 ? "false" : "true")},account-{person:000000},"
            );
            writer.Write(
                $"person{person}@bench.example,Person Number {person},Microsoft "
                    + $"Graph,{scopes[app]},2026-0{1 + i % 9}-1{i % 10}T08:00:00Z,2026-10-0{1 + i % 9}T09:30:00Z\n"
            );
        }
        return path;
    }

    public static async Task CopyAsync(NpgsqlDataSource source, string file, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var copy = await connection.BeginTextImportAsync("COPY bare FROM STDIN (FORMAT csv, HEADER)", cancellation);
        using var reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, 1 << 18);
        var block = new char[1 << 16];
        while (await reader.ReadAsync(block, cancellation) is var count and > 0)
            await copy.WriteAsync(block.AsMemory(0, count), cancellation);
    }

    public void Dispose() => folder.Delete(recursive: true);
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace OAuthAttest.Tests.Grants.Import.Fuzz;

/// <summary>The kinds of sources that are fuzzed.</summary>
public enum FuzzedReader
{
    Graph,
    Google,
    Okta,
    Csv,
}

/// <summary>One grant of an invented inventory.</summary>
internal sealed record GeneratedGrant(int User, int App, string[] Scopes);

/// <summary>
/// An invented inventory and how it is written down: which form, which encoding, how it is paged. Every one of them is a form that the
/// reader must read, with exactly these grants.
/// </summary>
internal sealed record GeneratedExport(
    FuzzedReader Reader,
    IReadOnlyList<GeneratedGrant> Grants,
    int Form,
    int Encoding,
    int Pages,
    char Separator
)
{
    public const int Forms = 5;

    private static readonly string[] ScopeNames =
        ["User.Read", "Mail.Read", "https://www.googleapis.com/auth/drive", "admin:org", "ä.ö", "offline_access", "files/read"];

    public static Gen<GeneratedExport> Of(FuzzedReader reader)
    {
        var scopes = Gen.Elements(ScopeNames)
            .ArrayOf()
            .Select(names => names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray());
        var grant =
            from user in Gen.Choose(0, 4)
            from app in Gen.Choose(0, 6)
            from names in scopes.Where(names => reader != FuzzedReader.Okta || names.Length > 0)
            select new GeneratedGrant(user, app, names);
        return
            from grants in grant.ArrayOf()
            from form in Gen.Choose(0, Forms - 1)
            from encoding in Gen.Choose(0, 4)
            from pages in Gen.Choose(1, 3)
            from separator in Gen.Elements(',', ';', '\t')
            select new GeneratedExport(
                reader,
                [.. grants.DistinctBy(one => (one.User, one.App)).OrderBy(one => one.User)],
                form,
                encoding,
                pages,
                separator
            );
    }

    /// <summary>What the reader must make of it: account, app and scopes of each grant.</summary>
    public IEnumerable<string> Expected =>
        Grants.Select(grant => $"u{grant.User} c{grant.App} {string.Join(' ', grant.Scopes)}").Order(StringComparer.Ordinal);

    /// <summary>The files, by name.</summary>
    public IEnumerable<(string Name, byte[] Bytes)> Files() => Reader switch
    {
        FuzzedReader.Graph => Graph(),
        FuzzedReader.Google => Google(),
        FuzzedReader.Okta => Okta(),
        _ => [File("list.csv", Csv())],
    };

    private IEnumerable<(string Name, byte[] Bytes)> Graph() =>
    [
        File(
            "users.json",
            List(Enumerable.Range(0, 5).Select(user => $$"""{"id":"u{{user}}","displayName":"Åsa {{user}}"}"""), "value")
        ),
        File(
            "servicePrincipals.json",
            List(
                Enumerable
                    .Range(0, 7)
                    .Select(app => $$"""{"id":"sp{{app}}","appId":"c{{app}}"}""")
                    .Append("""{"id":"graph","appId":"00000003-0000-0000-c000-000000000000"}"""),
                "value"
            )
        ),
        .. Paged(
            "oauth2PermissionGrants",
            Grants.Select(grant =>
                $$"""
                {"id":"g{{grant.User}}-{{grant.App}}","clientId":"sp{{grant.App}}","consentType":"Principal","resourceId":"graph",
                "principalId":"u{{grant.User}}","scope":"{{string.Join(Form == 3 ? ", " : " ", grant.Scopes)}}"}
                """
            ),
            "value",
            "\"@odata.nextLink\":\"https://graph.example/next\""
        ),
    ];

    private IEnumerable<(string Name, byte[] Bytes)> Google() =>
    [
        .. Paged(
            "users",
            Enumerable.Range(0, 5).Select(user => $$"""{"id":"u{{user}}","primaryEmail":"u{{user}}@x.example"}"""),
            "users",
            "\"nextPageToken\":\"more\""
        ),
        File(
            "tokens.json",
            List(
                Grants.Select(grant => $$"""
                    {"clientId":"c{{grant.App}}","userKey":"u{{grant.User}}","scopes":[{{Quoted(grant.Scopes)}}]}
                    """),
                "items"
            )
        ),
    ];

    private IEnumerable<(string Name, byte[] Bytes)> Okta() =>
    [
        File("users.json", List(Enumerable.Range(0, 5).Select(user => $$"""{"id":"u{{user}}"}"""), "items")),
        File("apps.json", List([], "items")),
        .. Paged(
            "grants",
            Grants.SelectMany(grant =>
                grant.Scopes.Select(scope =>
                    $$"""{"status":"ACTIVE","clientId":"c{{grant.App}}","userId":"u{{grant.User}}","scopeId":"{{scope}}"}"""
                )
            ),
            "items",
            "\"_links\":{\"next\":{\"href\":\"https://okta.example/next\"}}"
        ),
    ];

    private (string Name, byte[] Bytes) File(string name, string text) => (name, Bytes(text));

    private IEnumerable<(string Name, byte[] Bytes)> Paged(string name, IEnumerable<string> items, string list, string next)
    {
        var all = items.ToArray();
        // Only an envelope can say that another page follows.
        if (Pages == 1 || Form is not 0)
            return [File($"{name}.json", List(all, list))];
        var size = all.Length / Pages + 1;
        return Enumerable
            .Range(0, Pages)
            .Select(page =>
                File(
                    $"{name}-{page + 1}.json",
                    $"{{{(page < Pages - 1 ? next + "," : "")}\"{list}\":[{string.Join(',', all.Skip(page * size).Take(size))}]}}"
                )
            );
    }

    private string List(IEnumerable<string> items, string list)
    {
        var all = items.ToArray();
        return Form switch
        {
            0 => $"{{\"{list}\":[{string.Join(",\n", all)}]}}",
            1 => $"[{string.Join(",", all)}]",
            // One object a line; nothing at all would be no list.
            2 when all.Length > 0 => string.Join('\n', all.Select(item => item.ReplaceLineEndings(" "))),
            3 => $"[[{string.Join(",", all)}],[]]",
            _ => $"[{{\"{list}\":[{string.Join(",", all)}]}}]",
        };
    }

    private string Csv()
    {
        var text = new StringBuilder(Form == 1 ? "#TYPE System.Object\r\n" : Form == 2 ? $"sep={Separator}\r\n" : "");
        var end = Form == 3 ? $"{Separator}{Separator}\r\n" : "\n";
        text.Append(CultureLess($"\"user\"{Separator}\"client\"{Separator}\"scopes\"{end}"));
        foreach (var grant in Grants)
        {
            var scopes = Form switch
            {
                3 => "[" + Quoted(grant.Scopes) + "]",
                4 => "{" + string.Join(',', grant.Scopes.Select(scope => $"\"{scope}\"")) + "}",
                _ => string.Join(Form == 0 ? " " : "\n", grant.Scopes),
            };
            var quoted = scopes.Replace("\"", "\"\"", StringComparison.Ordinal);
            text.Append(CultureLess($"\"u{grant.User}\"{Separator}\"c{grant.App}\"{Separator}\"{quoted}\"{end}"));
        }
        return text.ToString();
    }

    private static string CultureLess(FormattableString text) => FormattableString.Invariant(text);

    private static string Quoted(string[] scopes) => string.Join(',', scopes.Select(scope => $"\"{scope}\""));

    private byte[] Bytes(string text) => Encoding switch
    {
        1 => [.. System.Text.Encoding.UTF8.Preamble, .. System.Text.Encoding.UTF8.GetBytes(text)],
        2 => [.. System.Text.Encoding.Unicode.Preamble, .. System.Text.Encoding.Unicode.GetBytes(text)],
        3 => System.Text.Encoding.Unicode.GetBytes(text),
        4 => [.. System.Text.Encoding.BigEndianUnicode.Preamble, .. System.Text.Encoding.BigEndianUnicode.GetBytes(text)],
        _ => System.Text.Encoding.UTF8.GetBytes(text),
    };
}

using System.CommandLine;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Mapped;

namespace OAuthAttest.Local.Import;

/// <summary>The options that a team's own source needs besides its location.</summary>
internal sealed class MappedArguments
{
    public const string UrlVariable = "OAUTHATTEST_SOURCE_URL";

    private readonly Option<string> mapping = new("--mapping")
    {
        Description = "The JSON file that says which column is what; see docs/inventory.md.",
        Required = true,
    };
    private readonly Option<string> source = new("--source") { Description = "The name of this inventory source.", Required = true };
    private readonly Option<string> provider = new("--provider")
    {
        Description = "The provider the grants are of, e.g. entra, google, okta, github, slack.",
        Required = true,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(mapping);
        command.Options.Add(source);
        command.Options.Add(provider);
    }

    public FieldMapping Mapping(ParseResult parsed) => FieldMapping.Load(parsed.GetRequiredValue(mapping));

    public string Source(ParseResult parsed) => parsed.GetRequiredValue(source);

    public ProviderName Provider(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(provider);
        return ProviderName.TryParse(text, out var name)
            ? name
            : throw new InventoryRejectedException(
                $"--provider '{text}' is no provider name: 1 to 32 lower-case letters, digits or hyphens."
            );
    }

    /// <summary>Prefer the environment variable: every user of the machine can read a URL on the command line.</summary>
    public static string Url(string? option) =>
        option
        ?? Environment.GetEnvironmentVariable(UrlVariable)
        ?? throw new InventoryRejectedException($"Name the database to read with --url or in the environment variable {UrlVariable}.");
}

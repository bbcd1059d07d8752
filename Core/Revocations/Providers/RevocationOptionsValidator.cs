using Microsoft.Extensions.Options;
using OAuthAttest.Identity.Access;

namespace OAuthAttest.Revocations.Providers;

/// <summary>Checks credentials and lifetimes at start. No message repeats a secret.</summary>
internal sealed class RevocationOptionsValidator : IValidateOptions<RevocationOptions>
{
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(2);

    public ValidateOptionsResult Validate(string? name, RevocationOptions options)
    {
        List<string> problems =
        [
            .. options.ReadErrors,
            .. ConnectionChecks.Problems(Path(nameof(options.Entra)), options.Entra.Connection),
            .. ConnectionChecks.Problems(Path(nameof(options.Okta)), options.Okta.Connection),
            .. ConnectionChecks.Problems(Path(nameof(options.Google)), options.Google.Connection),
            .. Lifetime(Path(nameof(options.Entra)), options.Entra.TokenLifetime),
            .. Lifetime(Path(nameof(options.Okta)), options.Okta.TokenLifetime),
            .. Lifetime(Path(nameof(options.Google)), options.Google.TokenLifetime),
        ];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string Path(string provider) => $"{RevocationOptions.Section}:{provider}";

    private static IEnumerable<string> Lifetime(string path, TimeSpan lifetime) =>
        lifetime > TimeSpan.Zero && lifetime <= LongestLifetime ? [] : [$"{path}:TokenLifetime is {lifetime}: it must be above zero and at most {LongestLifetime}."];
}

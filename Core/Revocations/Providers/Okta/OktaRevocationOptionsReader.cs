using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;

namespace OAuthAttest.Revocations.Providers.Okta;

/// <summary>Reads and checks <see cref="OktaRevocationOptions"/>, and tells everything wrong at once. No message repeats the token.</summary>
internal sealed class OktaRevocationOptionsReader(IConfiguration configuration) : IConfigureOptions<OktaRevocationOptions>, IValidateOptions<OktaRevocationOptions>
{
    private static readonly TimeSpan LongestTokenLife = TimeSpan.FromDays(1);

    public void Configure(OktaRevocationOptions options)
    {
        var errors = new List<string>();
        var section = new SectionReader(configuration.GetSection(OktaRevocationOptions.Section), errors);
        options.BaseUrl = ServiceAddress.Read(section, nameof(options.BaseUrl));
        options.Token = section.Text(nameof(options.Token));
        options.AccessTokenLife = section.Span(nameof(options.AccessTokenLife)) ?? options.AccessTokenLife;
        options.RequestTimeout = section.Span(nameof(options.RequestTimeout)) ?? options.RequestTimeout;
        section.RefuseUnread();
        options.ReadErrors = errors;
    }

    public ValidateOptionsResult Validate(string? name, OktaRevocationOptions options)
    {
        var problems = options.ReadErrors.ToList();
        if (options.Token is not null && options.BaseUrl is null)
            problems.Add("Revocation:Okta:BaseUrl is missing: the org's address belongs to the token");
        if (options.BaseUrl is { } address && ServiceAddress.Problem(address) is { } problem)
            problems.Add($"Revocation:Okta:BaseUrl {problem}");
        // Okta's authorization servers issue access tokens for at most a day.
        if (options.AccessTokenLife <= TimeSpan.Zero || options.AccessTokenLife > LongestTokenLife)
            problems.Add("Revocation:Okta:AccessTokenLife must lie between 0 and 24 hours");
        if (options.RequestTimeout < TimeSpan.FromMilliseconds(100) || options.RequestTimeout > TimeSpan.FromMinutes(2))
            problems.Add("Revocation:Okta:RequestTimeout must lie between 0.1 and 120 seconds");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}

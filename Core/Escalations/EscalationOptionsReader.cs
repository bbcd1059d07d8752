using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;
using OAuthAttest.Grants;

namespace OAuthAttest.Escalations;

/// <summary>Reads <see cref="EscalationOptions"/> value by value, so that everything wrong is told at once, misspelt keys included.</summary>
internal sealed class EscalationOptionsReader(IConfiguration configuration) : IConfigureOptions<EscalationOptions>
{
    /// <summary>Says of a rule with a default that it does not count.</summary>
    private const string Never = "never";

    public void Configure(EscalationOptions options)
    {
        var errors = new List<string>();
        var root = new SectionReader(configuration.GetSection(EscalationOptions.Section), errors);
        options.Enabled = root.Flag(nameof(options.Enabled), options.Enabled);
        options.SweepSchedule = configuration[EscalationOptions.SweepScheduleSetting] ?? options.SweepSchedule;
        options.SecurityChannel = root.Text(nameof(options.SecurityChannel)) ?? options.SecurityChannel;
        options.Responders = root.Texts(nameof(options.Responders)) ?? options.Responders;
        options.RunbookUrl = Address(root, nameof(options.RunbookUrl), errors);
        options.AppUrl = Address(root, nameof(options.AppUrl), errors);
        options.RosterMaxAge = root.Span(nameof(options.RosterMaxAge)) ?? options.RosterMaxAge;
        options.StormWindow = root.Span(nameof(options.StormWindow)) ?? options.StormWindow;
        options.PushGrace = root.Span(nameof(options.PushGrace)) ?? options.PushGrace;
        options.Rules = Rules(root.Child(nameof(options.Rules)), options.Rules);
        root.RefuseUnread();
        options.ReadErrors = errors;
    }

    private static EscalationRules Rules(SectionReader section, EscalationRules defaults)
    {
        var rules = new EscalationRules
        {
            MinRisk = section.OneOf(nameof(EscalationRules.MinRisk), defaults.MinRisk),
            ScopePatterns = section.Texts(nameof(EscalationRules.ScopePatterns)) ?? defaults.ScopePatterns,
            AdminConsent = section.Flag(nameof(EscalationRules.AdminConsent), defaults.AdminConsent),
            TenantWide = section.Flag(nameof(EscalationRules.TenantWide), defaults.TenantWide),
            ApplicationPermissions = section.Flag(nameof(EscalationRules.ApplicationPermissions), defaults.ApplicationPermissions),
            UnverifiedPublisherFrom = From(section, nameof(EscalationRules.UnverifiedPublisherFrom), defaults.UnverifiedPublisherFrom),
            YoungApp = IsNever(section, nameof(EscalationRules.YoungApp)) ? null : section.Span(nameof(EscalationRules.YoungApp)) ?? defaults.YoungApp,
            YoungAppFrom = section.OneOf(nameof(EscalationRules.YoungAppFrom), defaults.YoungAppFrom),
            OfflineAccessFrom = From(section, nameof(EscalationRules.OfflineAccessFrom), defaults.OfflineAccessFrom),
        };
        section.RefuseUnread();
        return rules;
    }

    private static Risk? From(SectionReader section, string name, Risk? otherwise) =>
        IsNever(section, name) ? null : section.OneOf(name, otherwise.GetValueOrDefault(Risk.Medium));

    private static bool IsNever(SectionReader section, string name) => string.Equals(section.Text(name), Never, StringComparison.OrdinalIgnoreCase);

    private static Uri? Address(SectionReader section, string name, List<string> errors)
    {
        if (section.Text(name) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address))
            return address;
        errors.Add($"{EscalationOptions.Section}:{name} is '{text}': it must be an address such as https://example.com/.");
        return null;
    }
}

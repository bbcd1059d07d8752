using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;
using OAuthAttest.Grants;

namespace OAuthAttest.Campaigns;

/// <summary>
/// Reads <see cref="CampaignOptions"/> by hand rather than with the binder, which stops at the first value it cannot convert
/// and passes over misspelt keys: here everything wrong is collected and told at once.
/// </summary>
internal sealed class CampaignOptionsReader(IConfiguration configuration) : IConfigureOptions<CampaignOptions>
{
    public void Configure(CampaignOptions options)
    {
        var errors = new List<string>();
        var root = new SectionReader(configuration.GetSection(CampaignOptions.Section), errors);
        options.Enabled = root.Flag(nameof(options.Enabled), options.Enabled);
        options.Schedule = configuration[CampaignOptions.ScheduleSetting] ?? options.Schedule;
        options.CatchUpSchedule = configuration[CampaignOptions.CatchUpScheduleSetting] ?? options.CatchUpSchedule;
        options.ReconcileSchedule = configuration[CampaignOptions.ReconcileScheduleSetting] ?? options.ReconcileSchedule;
        options.ResponseWindow = root.Span(nameof(options.ResponseWindow)) ?? options.ResponseWindow;
        options.ReminderOffsets = root.Spans(nameof(options.ReminderOffsets)) ?? options.ReminderOffsets;
        options.EscalateToManagerAfter = root.Span(nameof(options.EscalateToManagerAfter));
        options.CorrectionWindow = root.Span(nameof(options.CorrectionWindow)) ?? options.CorrectionWindow;
        options.Silence = root.OneOf(nameof(options.Silence), options.Silence);
        options.Breaker = Breaker(root.Child(nameof(options.Breaker)), options.Breaker);
        options.Filter = Filter(root.Child(nameof(options.Filter)));
        options.Exclusions = [.. root.Items(nameof(options.Exclusions)).Select(Exclusion)];
        options.MaxInventoryAge = root.Span(nameof(options.MaxInventoryAge)) ?? options.MaxInventoryAge;
        options.ShardSize = root.Whole(nameof(options.ShardSize), options.ShardSize);
        options.AskedBy = root.Text(nameof(options.AskedBy)) ?? options.AskedBy;
        options.Why = root.Text(nameof(options.Why)) ?? options.Why;
        options.LeadEmail = root.Text(nameof(options.LeadEmail));
        options.Approvers = root.Texts(nameof(options.Approvers)) ?? options.Approvers;
        options.ApprovalWindow = root.Span(nameof(options.ApprovalWindow)) ?? options.ApprovalWindow;
        root.RefuseUnread();
        options.ReadErrors = errors;
    }

    private static BreakerPolicy Breaker(SectionReader section, BreakerPolicy defaults)
    {
        var breaker = new BreakerPolicy(
            section.Number(nameof(BreakerPolicy.MaxShareOfGrants), defaults.MaxShareOfGrants),
            section.Number(nameof(BreakerPolicy.MaxShareOfApp), defaults.MaxShareOfApp),
            section.Whole(nameof(BreakerPolicy.MinGrantsOfApp), defaults.MinGrantsOfApp),
            section.Texts(nameof(BreakerPolicy.ProtectedApps)) ?? defaults.ProtectedApps);
        section.RefuseUnread();
        return breaker;
    }

    private static CampaignFilter Filter(SectionReader section)
    {
        var filter = new CampaignFilter
        {
            Providers = section.Texts(nameof(CampaignFilter.Providers)) ?? [],
            Apps = section.Texts(nameof(CampaignFilter.Apps)) ?? [],
            Scopes = section.Texts(nameof(CampaignFilter.Scopes)) ?? [],
            MinRisk = section.OneOf(nameof(CampaignFilter.MinRisk), Risk.Low),
            Groups = section.Texts(nameof(CampaignFilter.Groups)) ?? [],
        };
        section.RefuseUnread();
        return filter;
    }

    private static CampaignExclusion Exclusion(SectionReader section)
    {
        var exclusion = new CampaignExclusion
        {
            Reason = section.Text(nameof(CampaignExclusion.Reason)) ?? "",
            Provider = section.Text(nameof(CampaignExclusion.Provider)),
            App = section.Text(nameof(CampaignExclusion.App)),
            Email = section.Text(nameof(CampaignExclusion.Email))?.ToLowerInvariant(),
            Until = section.Instant(nameof(CampaignExclusion.Until)),
        };
        section.RefuseUnread();
        return exclusion;
    }
}

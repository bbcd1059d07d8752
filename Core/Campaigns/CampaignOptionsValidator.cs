using Microsoft.Extensions.Options;
using NCrontab;
using OAuthAttest.Addresses;
using OAuthAttest.Grants;

namespace OAuthAttest.Campaigns;

/// <summary>Checks all of <see cref="CampaignOptions"/>, rules across fields included, and names every wrong key.</summary>
internal sealed class CampaignOptionsValidator : IValidateOptions<CampaignOptions>
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(90);

    public ValidateOptionsResult Validate(string? name, CampaignOptions options)
    {
        List<string> errors = [.. options.ReadErrors, .. Schedules(options), .. Times(options), .. Breaker(options.Breaker), .. Filter(options.Filter), .. Exclusions(options.Exclusions), .. People(options)];
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static string Key(string name) => $"{CampaignOptions.Section}:{name}";

    private static IEnumerable<string> Schedules(CampaignOptions options)
    {
        foreach (var (name, value) in new[] { (CampaignOptions.ScheduleSetting, options.Schedule), (CampaignOptions.CatchUpScheduleSetting, options.CatchUpSchedule) })
        {
            if (CrontabSchedule.TryParse(value, new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is null)
                yield return $"{name} is '{value}': it must be an NCRONTAB expression of six fields, seconds first.";
        }
    }

    private static IEnumerable<string> Times(CampaignOptions options)
    {
        if (options.ResponseWindow <= TimeSpan.Zero || options.ResponseWindow > LongestWindow)
            yield return $"{Key(nameof(options.ResponseWindow))} is {options.ResponseWindow}: it must be above zero and at most {LongestWindow.TotalDays:0} days.";
        for (var i = 0; i < options.ReminderOffsets.Count; i++)
        {
            var offset = options.ReminderOffsets[i];
            if (offset <= TimeSpan.Zero || offset >= options.ResponseWindow)
                yield return $"{Key(nameof(options.ReminderOffsets))}:{i} is {offset}: it must lie inside the response window of {options.ResponseWindow}.";
            if (i > 0 && offset <= options.ReminderOffsets[i - 1])
                yield return $"{Key(nameof(options.ReminderOffsets))}:{i} is {offset}: it must be later than the one before, {options.ReminderOffsets[i - 1]}.";
        }
        if (options.EscalateToManagerAfter is { } after && (after <= TimeSpan.Zero || after >= options.ResponseWindow))
            yield return $"{Key(nameof(options.EscalateToManagerAfter))} is {after}: it must lie inside the response window of {options.ResponseWindow}.";
        if (options is { Silence: SilencePolicy.AskManager, EscalateToManagerAfter: null })
            yield return $"{Key(nameof(options.EscalateToManagerAfter))} is missing: {Key(nameof(options.Silence))} is AskManager, so it must say when managers are asked.";
        if (options.CorrectionWindow < TimeSpan.Zero || options.CorrectionWindow > options.ResponseWindow)
            yield return $"{Key(nameof(options.CorrectionWindow))} is {options.CorrectionWindow}: it must not be negative and not longer than the response window of {options.ResponseWindow}.";
        if (options.MaxInventoryAge <= TimeSpan.Zero)
            yield return $"{Key(nameof(options.MaxInventoryAge))} is {options.MaxInventoryAge}: it must be above zero.";
        if (options.ApprovalWindow <= TimeSpan.Zero || options.ApprovalWindow > LongestWindow)
            yield return $"{Key(nameof(options.ApprovalWindow))} is {options.ApprovalWindow}: it must be above zero and at most {LongestWindow.TotalDays:0} days.";
    }

    private static IEnumerable<string> Breaker(BreakerPolicy breaker)
    {
        foreach (var (name, share) in new[] { (nameof(breaker.MaxShareOfGrants), breaker.MaxShareOfGrants), (nameof(breaker.MaxShareOfApp), breaker.MaxShareOfApp) })
        {
            if (share is not (>= 0 and <= 1))
                yield return $"{Key("Breaker")}:{name} is {share}: it must be a share from 0 to 1.";
        }
        if (breaker.MinGrantsOfApp < 1)
            yield return $"{Key("Breaker")}:{nameof(breaker.MinGrantsOfApp)} is {breaker.MinGrantsOfApp}: it must be at least 1.";
    }

    private static IEnumerable<string> Filter(CampaignFilter filter)
    {
        for (var i = 0; i < filter.Providers.Count; i++)
        {
            if (!ProviderName.TryParse(filter.Providers[i], out _))
                yield return $"{Key("Filter")}:{nameof(filter.Providers)}:{i} is '{filter.Providers[i]}': it must be a provider's name, lower-case letters, digits and hyphens.";
        }
    }

    private static IEnumerable<string> Exclusions(IReadOnlyList<CampaignExclusion> exclusions)
    {
        for (var i = 0; i < exclusions.Count; i++)
        {
            var (exclusion, key) = (exclusions[i], $"{Key("Exclusions")}:{i}");
            if (string.IsNullOrWhiteSpace(exclusion.Reason))
                yield return $"{key}:{nameof(exclusion.Reason)} is missing: grants are left out only for a stated reason.";
            else if (exclusion.Reason.Length > CampaignExclusion.LongestReason)
                yield return $"{key}:{nameof(exclusion.Reason)} is longer than {CampaignExclusion.LongestReason} characters.";
            if (exclusion is { Provider: null, App: null, Email: null })
                yield return $"{key} names no Provider, App or Email: it would leave out every grant.";
            if (exclusion.Provider is { } provider && !ProviderName.TryParse(provider, out _))
                yield return $"{key}:{nameof(exclusion.Provider)} is '{provider}': it must be a provider's name, lower-case letters, digits and hyphens.";
        }
    }

    private static IEnumerable<string> People(CampaignOptions options)
    {
        if (options.ShardSize is < 1 or > 1000)
            yield return $"{Key(nameof(options.ShardSize))} is {options.ShardSize}: it must be 1 to 1000.";
        if (options.Enabled && options.LeadEmail is null)
            yield return $"{Key(nameof(options.LeadEmail))} is missing: with {Key(nameof(options.Enabled))} on, somebody must get the report and the grants that have no owner.";
        if (options.LeadEmail is { } lead && !EmailAddress.IsOne(lead))
            yield return $"{Key(nameof(options.LeadEmail))} is '{lead}': it must be an email address.";
        for (var i = 0; i < options.Approvers.Count; i++)
        {
            if (!EmailAddress.IsOne(options.Approvers[i]))
                yield return $"{Key(nameof(options.Approvers))}:{i} is '{options.Approvers[i]}': it must be an email address.";
        }
        if (options.AskedBy.Length > 80)
            yield return $"{Key(nameof(options.AskedBy))} is longer than 80 characters.";
        if (options.Why.Length > 1000)
            yield return $"{Key(nameof(options.Why))} is longer than 1000 characters.";
    }
}

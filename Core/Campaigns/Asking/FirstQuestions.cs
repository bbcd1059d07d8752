namespace OAuthAttest.Campaigns.Asking;

/// <param name="Participant">Who is asked.</param>
/// <param name="TimeZone">As Slack tells it; null where it is not known.</param>
public sealed record PersonToAsk(Respondent Participant, string? TimeZone);

/// <param name="AtOnce">People whose questions go out one after the other from now on.</param>
/// <param name="Later">People who are not asked before their own time comes.</param>
public sealed record FirstQuestions(IReadOnlyList<Respondent> AtOnce, IReadOnlyList<Respondent> Later)
{
    /// <summary>
    /// Divides the people of a shard when it starts. Send slots are reserved only for those who are at work until the whole campaign is
    /// asked, so that none is lost that others could use; the others reserve theirs when their time has come.
    /// </summary>
    /// <param name="people">The people of the shard.</param>
    /// <param name="campaign">The campaign's rule, and when it closes.</param>
    /// <param name="queue">How long asking everybody of the campaign takes.</param>
    /// <param name="now">The operation's instant.</param>
    public static FirstQuestions Of(
        IReadOnlyList<PersonToAsk> people, CampaignSending campaign, TimeSpan queue, DateTimeOffset now)
    {
        if (campaign.Sending is not { } sending)
            return new FirstQuestions([.. people.Select(person => person.Participant)], []);
        var windows = new Dictionary<string, SendingWindow>(StringComparer.Ordinal);
        var parts = people.ToLookup(person =>
        {
            var zone = person.TimeZone ?? "";
            if (!windows.TryGetValue(zone, out var window))
                windows[zone] = window = SendingTime.Of(sending, zone, campaign.ClosesAt, now);
            return window.From <= now && !(window.Until < now + queue);
        }, person => person.Participant);
        return new FirstQuestions([.. parts[true]], [.. parts[false]]);
    }
}

/// <param name="Sending">Null: at any time.</param>
/// <param name="ClosesAt">When answers stop counting.</param>
/// <param name="People">How many participants the campaign has.</param>
public sealed record CampaignSending(SendingPolicy? Sending, DateTimeOffset ClosesAt, int People);

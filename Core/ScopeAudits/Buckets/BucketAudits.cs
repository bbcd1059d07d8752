using System.Globalization;
using Microsoft.Extensions.Options;
using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.Aws.Lookup;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>
/// Audits that read log files in a bucket. The first part finds the folders; each account and Region that has some is a part, whose days
/// wait to be read. What a step keeps for the next one is the end of the chains of digest files, so that they are followed over all days.
/// </summary>
internal sealed class BucketAudits(BucketSources access, IOptions<ScopeAuditOptions> options) : IAuditSource
{
    private const string Folders = "folders";
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>Two days hold what the timer asks about nearly always; what is lost with a worker is little.</summary>
    private const int DaysAStep = 2;

    private const int MostErrors = 100;

    /// <summary>Of one audit; who wants more asks for one after the other.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private readonly ScopeAuditOptions options = options.Value;

    public AuditSource Kind => AuditSource.Bucket;

    public IReadOnlyList<AuditPlace> Places => LookupPlan.Places(options);

    public LookupSpan Span(DateTimeOffset? since, DateTimeOffset? until, DateTimeOffset now)
    {
        var span = LookupSpan.OfFiles(since, until, now, options);
        var (from, end) = (span.Window.From, span.Window.Until);
        return end - from <= Longest
            ? span
            : new LookupSpan(
                new LookupWindow(end - Longest, end),
                [.. span.Untold, $"calls before {Text(end - Longest)} were not looked at: one audit reads {Longest.Days} days"]);
    }

    public IReadOnlyList<PlannedPart> Plan(QueryRegistry registry, LookupWindow window, AuditFilter filter)
    {
        PlanFilter.Refuse("event", filter.EventNames, registry.EventNames);
        if (filter.Accounts.FirstOrDefault(account => !AwsAccount.IsId(account)) is { } account)
            throw new FormatException($"there is no account {account}");
        if (filter.Regions.FirstOrDefault(region => !AwsRegions.IsOne(region)) is { } region)
            throw new FormatException($"there is no Region {region}");
        return [new PlannedPart("", "", [Folders])];
    }

    public async Task<PartStep> ReadAsync(
        PartOrder order, QueryRegistry registry, Action<CloudTrailRecord> found, CancellationToken cancellation)
    {
        if (!options.Bucket.IsConfigured)
            return Failed("no bucket is set any more");
        return order.Part.Waiting is [Folders]
            ? await FindAsync(order, cancellation)
            : await DaysAsync(order, registry, found, cancellation);
    }

    public string Unread(PlannedPart part) => part.Waiting is [Folders]
        ? "the folders of the bucket were not looked for"
        : $"{NameOf(part.Account, part.Region)}: {part.Waiting.Count} days were not read";

    private async Task<PartStep> FindAsync(PartOrder order, CancellationToken cancellation)
    {
        var tally = new BucketTally(MostErrors);
        using var session = access.Session();
        using var client = access.Client(session);
        var folders = new TrailFolders(client);
        var all = await folders.FindAsync(options.Bucket.Prefix, cancellation);
        tally.Found(folders);
        if (folders.NotEntered.Count > 0)
        {
            tally.Error(
                $"{client.Name}/{options.Bucket.Prefix} has folders that were not searched for log files, such as {folders.NotEntered[0]}: "
                    + "set Bucket:Prefix");
        }
        var days = TrailDays.Of(order.Window).All.Select(day => day.ToString(DayFormat, CultureInfo.InvariantCulture)).ToList();
        var parts = all.GroupBy(folder => new AuditPlace(folder.Account ?? "", folder.Region))
            .Where(place => Lets(order.Filter, place.Key))
            .Select(place => new PlannedPart(place.Key.Account, place.Key.Region, days, new KeptTrails(
                client.Name,
                [.. place.Select(folder => new KeptTrail(folder.Home, folder.Region, folder.Digested, TrailState.None))]).Write()))
            .ToList();
        // Where something could not be listed it may be there.
        if (folders.Errors.Count == 0)
        {
            foreach (var missing in Missing(order.Filter, [.. parts.Select(part => new AuditPlace(part.Account, part.Region))]))
                tally.Error($"{client.Name}/{options.Bucket.Prefix} has no folder of CloudTrail's log files{missing}");
        }
        return new PartStep(tally.Sum(), [], Kept: null, parts);
    }

    /// <summary>What there should be a folder of, as the end of a sentence.</summary>
    private IEnumerable<string> Missing(AuditFilter filter, HashSet<AuditPlace> found)
    {
        if (found.Count == 0)
            return [" in what was looked into"];
        return
        [
            .. Places.Where(place => Lets(filter, place) && !found.Contains(place))
                .Select(place => $" of {NameOf(place.Account, place.Region)}"),
            .. filter.Accounts.Where(account => !found.Any(place => place.Account == account)).Select(account => $" of account {account}"),
            .. filter.Regions.Where(region => !found.Any(place => place.Region == region)).Select(region => $" of {region}"),
        ];
    }

    private async Task<PartStep> DaysAsync(
        PartOrder order, QueryRegistry registry, Action<CloudTrailRecord> found, CancellationToken cancellation)
    {
        var part = order.Part;
        var kept = KeptTrails.Read(part.Kept);
        if (kept.Bucket != options.Bucket.Name)
            return Failed($"{NameOf(part.Account, part.Region)}: another bucket than {kept.Bucket} is set by now");
        var tally = new BucketTally(MostErrors);
        using var session = access.Session();
        using var client = access.Client(session);
        using var keys = access.Keys(session);
        using var turns = new SemaphoreSlim(options.Concurrency);
        var names = new EventNames(registry.EventNames);
        var reading = new TrailReading(client, keys, order.Window, access.Now, names, found, turns, tally, Progress: null)
        {
            Counted = order.Window with { From = order.Earliest },
        };
        var days = TrailDays.Of(order.Window) with
        {
            Now = [.. part.Waiting.Take(DaysAStep).Select(day => DateOnly.ParseExact(day, DayFormat, CultureInfo.InvariantCulture))],
        };
        var trails = new List<KeptTrail>();
        foreach (var trail in kept.Trails.Where(trail => !trail.State.IsGivenUp))
        {
            var reader = new TrailReader(reading, trail.Folder, days, trail.State, options.Concurrency, cancellation);
            trails.Add(trail with { State = await reader.ReadAsync() });
        }
        var rest = part.Waiting.Skip(DaysAStep).ToList();
        return rest.Count == 0 || trails.TrueForAll(trail => trail.State.IsGivenUp)
            ? new PartStep(tally.Sum(), [])
            : new PartStep(tally.Sum(), rest, (kept with { Trails = trails }).Write());
    }

    private static PartStep Failed(string problem)
    {
        var tally = new BucketTally();
        tally.Error(problem);
        return new PartStep(tally.Sum(), []);
    }

    private static bool Lets(AuditFilter filter, AuditPlace place) =>
        PlanFilter.Lets(filter.Accounts, place.Account) && PlanFilter.Lets(filter.Regions, place.Region);

    private static string NameOf(string account, string region) =>
        account.Length > 0 ? $"account {account}, {region}" : $"{region}, in a folder of no account";

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

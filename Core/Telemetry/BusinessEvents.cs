namespace OAuthAttest.Telemetry;

/// <summary>
/// The catalogue of business events: campaigns here, escalations in the other part. Callers pass only our own keys, enums and numbers;
/// docs/telemetry.md lists the same events, and a test compares them.
/// </summary>
public static partial class BusinessEvents
{
    private const string Campaign = "campaign";
    private const string Outcome = "outcome";
    private const string Part = "part";
    private const string Provider = "provider";
    private const string Source = "source";

    private static readonly BusinessEventKind Opened = new("campaign.opened", [Campaign], ["grants", "people", "shards"]);
    private static readonly BusinessEventKind Classified = new(
        "campaign.classified",
        [Campaign],
        ["attested", "remove", "unanswered", "unreachable", "changed"]
    );
    private static readonly BusinessEventKind Closed = new("campaign.closed", [Campaign, "worklist"], ["grants", "secondsOpen"]);
    private static readonly BusinessEventKind Cancelled = new("campaign.cancelled", [Campaign, "from"], []);
    private static readonly BusinessEventKind AnswerAccepted = new("answer.accepted", [Campaign, "answer", "by"], ["grants"]);
    private static readonly BusinessEventKind AnswerRefused = new("answer.refused", [Campaign, "answer", Outcome], []);
    private static readonly BusinessEventKind Written = new("worklist.written", [Campaign, "state"], ["size", "holdReasons"]);
    private static readonly BusinessEventKind Decided = new("worklist.decided", [Campaign, Outcome], []);

    /// <summary>All kinds, in the order of docs/telemetry.md.</summary>
    public static IReadOnlyList<BusinessEventKind> All =>
        [
            Opened,
            Classified,
            Closed,
            Cancelled,
            AnswerAccepted,
            AnswerRefused,
            Written,
            Decided,
            Received,
            NotCommitted,
            Refused,
            Unreadable,
            Blocked,
            ConsentDecided,
            Paged,
            PageFailed,
            Acknowledged,
            IncidentClosed,
            RevocationOrdered,
            RevocationEnded,
            DeliveryFailed,
            PollEnded,
            PushesMissed,
            RosterRead,
            FeedAged,
            FeedTroubled,
            FeedRecovered,
            RecordsSetAside,
        ];

    public static BusinessEvent CampaignOpened(string campaign, long grants, int people, int shards) =>
        new(Opened, [campaign], [grants, people, shards]);

    public static BusinessEvent CampaignClassified(
        string campaign,
        long attested,
        long remove,
        long unanswered,
        long unreachable,
        long changed
    ) => new(Classified, [campaign], [attested, remove, unanswered, unreachable, changed]);

    /// <param name="worklist">Its state at the end: released or rejected.</param>
    public static BusinessEvent CampaignClosed(string campaign, Enum worklist, long grants, TimeSpan open) =>
        new(Closed, [campaign, Name(worklist)], [grants, open.TotalSeconds]);

    /// <param name="from">The state before.</param>
    public static BusinessEvent CampaignCancelled(string campaign, Enum from) => new(Cancelled, [campaign, Name(from)], []);

    /// <param name="byDelegate">Somebody answered in the owner's place.</param>
    public static BusinessEvent AnswersAccepted(string campaign, Enum answer, bool byDelegate, int grants) =>
        new(AnswerAccepted, [campaign, Name(answer), byDelegate ? "delegate" : "owner"], [grants]);

    public static BusinessEvent AnswersRefused(string campaign, Enum answer, Enum outcome) =>
        new(AnswerRefused, [campaign, Name(answer), Name(outcome)], []);

    /// <param name="state">Held or released.</param>
    public static BusinessEvent WorklistWritten(string campaign, Enum state, long size, int holdReasons) =>
        new(Written, [campaign, Name(state)], [size, holdReasons]);

    /// <param name="outcome">Approved, rejected or expired.</param>
    public static BusinessEvent WorklistDecided(string campaign, string outcome) => new(Decided, [campaign, outcome], []);

    private static string Name(Enum value) => value.ToString();

    private static double Seconds(TimeSpan time) => Math.Max(0, time.TotalSeconds);
}

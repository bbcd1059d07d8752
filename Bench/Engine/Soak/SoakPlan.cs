namespace OAuthAttest.Bench.Engine.Soak;

/// <summary>What a step is. Stored with its row: never change a number.</summary>
internal enum StepKind
{
    /// <summary>The start of the instance, from outside.</summary>
    Start = 0,

    /// <summary>The activity of each hour.</summary>
    Hour = 1,

    /// <summary>An event is awaited for twenty minutes; some never come.</summary>
    Word = 2,

    /// <summary>A sub-orchestration, with a timer and an activity.</summary>
    Part = 3,

    /// <summary>A first attempt that fails.</summary>
    Failed = 4,

    /// <summary>The second attempt of the same activity, by its retry policy.</summary>
    Retried = 5,

    /// <summary>An event that the execution after a continue-as-new takes; its timer is cancelled then.</summary>
    Kept = 6,
}

/// <summary>A step as it must have been taken.</summary>
internal readonly record struct Step(int Number, StepKind Kind, int Hour, DateTime At, long Value);

/// <summary>What somebody outside sends: a start or an event.</summary>
internal readonly record struct Sending(int Number, StepKind Kind, int Hour, int Minute);

/// <summary>
/// What every instance does in its life, and when. The orchestrators ask it only what to do next; the proof counts from it what must have
/// happened.
/// </summary>
/// <param name="Resident">How many instances the engine keeps in memory.</param>
internal sealed record SoakPlan(int Instances, int Hours, int Resident)
{
    public static readonly DateTime Begin = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    public static readonly TimeSpan WordPatience = TimeSpan.FromMinutes(20);
    public static readonly TimeSpan KeptPatience = TimeSpan.FromMinutes(18);
    public static readonly TimeSpan PartTime = TimeSpan.FromSeconds(140);
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(330);

    // A twentieth of the instances begins its hour at each second minute of the hour's first forty, so that the last wait of an hour is
    // over before the next hour begins.
    private const int Groups = 20;
    private const int Apart = 2;

    // In this order, one an hour; after the last the instance continues as new. A quarter of the instances does each in the same hour.
    private static readonly StepKind[] InTurn = [StepKind.Word, StepKind.Part, StepKind.Retried, StepKind.Kept];

    /// <summary>All instances end at this time.</summary>
    public DateTime End => Begin.AddHours(Hours);

    public static string InstanceId(int number) => $"life-{number}";

    public static string PartId(int number, int hour) => $"life-{number}-part-{hour}";

    /// <summary>Unique for each wait: an event that was sent twice cannot be taken for another one.</summary>
    public static string EventName(StepKind kind, int hour) => $"{kind}-{hour}";

    public static DateTime Due(int number, int hour) => Begin.AddMinutes(DueMinute(number, hour));

    /// <summary>What the instance does in that hour besides the hour's activity.</summary>
    public static StepKind Besides(int number, int hour) => InTurn[((number / Groups) + hour) % InTurn.Length];

    /// <summary>What an event carries: it is known only to its sender and to the proof.</summary>
    public static long Payload(Sending sending) => Worth(sending.Number, sending.Kind, sending.Hour, sending.Minute);

    /// <summary>What an activity returns for a step: a number that no other step has.</summary>
    public static long Worth(int number, StepKind kind, int hour, long value)
    {
        var mixed = 0x9E3779B97F4A7C15UL;
        foreach (var part in (ReadOnlySpan<long>)[number, (long)kind, hour, value])
        {
            mixed = (mixed ^ unchecked((ulong)part)) * 0xBF58476D1CE4E5B9UL;
            mixed ^= mixed >> 29;
        }

        return (long)(mixed >> 1);
    }

    /// <summary>Adds a step to an instance's sum. A step that is left out, taken twice or taken in another order changes it.</summary>
    public static long Add(long sum, long worth) => unchecked((sum * 1_000_003) + worth);

    public IEnumerable<Step> Steps() => Enumerable.Range(0, Instances).SelectMany(StepsOf);

    /// <summary>The steps of one instance, in order.</summary>
    public IEnumerable<Step> StepsOf(int number)
    {
        for (var hour = 0; hour < Hours; hour++)
        {
            var due = Due(number, hour);
            yield return new Step(number, StepKind.Hour, hour, due, 0);
            switch (Besides(number, hour))
            {
                case StepKind.Part:
                    yield return new Step(number, StepKind.Part, hour, due + PartTime, 0);
                    break;
                case StepKind.Retried:
                    yield return new Step(number, StepKind.Failed, hour, due, 0);
                    yield return new Step(number, StepKind.Retried, hour, due + RetryAfter, 0);
                    break;
                case var kind:
                    yield return EventOf(number, hour) is { } sending
                        ? new Step(number, kind, hour, Later(due, Begin.AddMinutes(sending.Minute)), Payload(sending))
                        : new Step(number, kind, hour, due + WordPatience, 0);
                    break;
            }
        }
    }

    /// <summary>The output of one instance.</summary>
    public long SumOf(int number) => StepsOf(number)
        .Where(step => step.Kind != StepKind.Failed)
        .Aggregate(0L, (sum, step) => Add(sum, Worth(number, step.Kind, step.Hour, step.Value)));

    /// <summary>Everything that is sent from outside.</summary>
    public IEnumerable<Sending> Sendings()
    {
        for (var number = 0; number < Instances; number++)
        {
            yield return new Sending(number, StepKind.Start, 0, 0);
            for (var hour = 0; hour < Hours; hour++)
            {
                if (EventOf(number, hour) is { } sending)
                    yield return sending;
            }
        }
    }

    /// <summary>
    /// One in seven words never comes. A third of the events is sent before it is awaited (which for a kept event is before the
    /// continue-as-new), the others while it is awaited.
    /// </summary>
    private static Sending? EventOf(int number, int hour)
    {
        var kind = Besides(number, hour);
        if (kind is not (StepKind.Word or StepKind.Kept) || (kind == StepKind.Word && number % 7 == 0))
            return null;
        var due = DueMinute(number, hour);
        var early = number % 3 == 0 && due >= 12;
        return new Sending(number, kind, hour, early ? due - 11 : due + 7);
    }

    private static int DueMinute(int number, int hour) => (hour * 60) + (number % Groups * Apart);

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;
}

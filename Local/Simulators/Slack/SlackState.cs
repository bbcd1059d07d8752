using System.Globalization;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>The state of the simulated workspace. All access is under one lock.</summary>
internal sealed class SlackState(SlackSimulatorOptions options, TimeProvider clock)
{
    private static readonly TimeSpan TriggerLife = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ResponseUrlLife = TimeSpan.FromMinutes(30);
    private const int ResponseUrlUses = 5;

    private readonly Lock gate = new();
    private readonly Dictionary<string, SimulatedUser> users = new(StringComparer.Ordinal);
    private readonly List<string> userOrder = [];
    private readonly Dictionary<string, SimulatedChannel> channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SimulatedMessage>> messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Trigger> triggers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ResponseUrl> responseUrls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedView> views = new(StringComparer.Ordinal);
    private readonly SlackRateLimits limits = new(options, clock);
    private long counter;

    public void Locked(Action action)
    {
        lock (gate)
            action();
    }

    public T Locked<T>(Func<T> action)
    {
        lock (gate)
            return action();
    }

    public SlackRateLimits Limits => limits;

    /// <summary>Called for every new message, under the lock.</summary>
    public Action<SimulatedMessage>? Posted { get; set; }

    public void Put(SimulatedUser user)
    {
        if (users.TryAdd(user.Id, user))
            userOrder.Add(user.Id);
        else
            users[user.Id] = user;
    }

    public void Remove(string userId)
    {
        users.Remove(userId);
        userOrder.Remove(userId);
    }

    public void Remove(SimulatedMessage message) => messages.GetValueOrDefault(message.Channel)?.Remove(message);

    public void Put(SimulatedChannel channel) => channels[channel.Id] = channel;

    public SimulatedUser? User(string id) => users.GetValueOrDefault(id);

    public IReadOnlyList<string> UserOrder => userOrder;

    public SimulatedChannel? Channel(string id) => channels.GetValueOrDefault(id);

    /// <summary>The id of the direct message between the bot and somebody.</summary>
    public static string DirectChannel(string userId) => "D" + userId[1..];

    /// <summary>The person of a direct message's channel id; null when there is none.</summary>
    public SimulatedUser? Recipient(string channel) =>
        channel.StartsWith('D') ? users.GetValueOrDefault("U" + channel[1..]) ?? users.GetValueOrDefault("W" + channel[1..]) : null;

    public IReadOnlyList<SimulatedMessage> Messages(string channel) => messages.GetValueOrDefault(channel) ?? [];

    public IEnumerable<SimulatedMessage> AllMessages => messages.Values.SelectMany(list => list);

    public SimulatedMessage? Message(string channel, string timestamp) =>
        messages.GetValueOrDefault(channel)?.Find(message => message.Timestamp == timestamp);

    public void Add(SimulatedMessage message)
    {
        if (!messages.TryGetValue(message.Channel, out var list))
            messages[message.Channel] = list = [];
        list.Add(message);
        Posted?.Invoke(message);
    }

    public string NextTimestamp() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{clock.GetUtcNow().ToUnixTimeSeconds()}.{Interlocked.Increment(ref counter) % 1_000_000:000000}"
        );

    public string NextId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{Interlocked.Increment(ref counter):X8}");

    public string IssueTrigger(string userId)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref counter)}.{options.TeamId}.{Guid.NewGuid():N}");
        triggers[id] = new Trigger(userId, clock.GetUtcNow());
        return id;
    }

    /// <summary>Consumes a trigger; returns the error name when it cannot be used.</summary>
    public (string? UserId, string? Error) UseTrigger(string id)
    {
        if (!triggers.TryGetValue(id, out var trigger))
            return (null, "invalid_trigger_id");
        if (trigger.IsUsed)
            return (null, "exchanged_trigger_id");
        if (clock.GetUtcNow() - trigger.IssuedAt > TriggerLife)
            return (null, "expired_trigger_id");
        triggers[id] = trigger with { IsUsed = true };
        return (trigger.UserId, null);
    }

    /// <summary>How much text all blocks of a message may have together; what is longer is refused.</summary>
    public int LongestMessage { get; set; } = BlockKit.TotalText;

    /// <summary>The paths of all response_urls; each is a secret.</summary>
    public IReadOnlyList<string> ResponsePaths => Locked(() => responseUrls.Keys.ToList());

    public string IssueResponseUrl(SimulatedMessage message)
    {
        var path = $"actions/{options.TeamId}/{NextId("")}/{Guid.NewGuid():N}";
        responseUrls[path] = new ResponseUrl(message, clock.GetUtcNow(), 0);
        return path;
    }

    public (SimulatedMessage? Message, string? Error) UseResponseUrl(string path)
    {
        if (!responseUrls.TryGetValue(path, out var url))
            return (null, "no_such_url");
        if (url.Uses >= ResponseUrlUses)
            return (null, "used_url");
        if (clock.GetUtcNow() - url.IssuedAt > ResponseUrlLife)
            return (null, "expired_url");
        responseUrls[path] = url with { Uses = url.Uses + 1 };
        return (url.Message, null);
    }

    public void Put(SimulatedView view) => views[view.Id] = view;

    public SimulatedView? View(string id) => views.GetValueOrDefault(id);

    public IEnumerable<SimulatedView> Views => views.Values;

    private sealed record Trigger(string UserId, DateTimeOffset IssuedAt, bool IsUsed = false);

    private sealed record ResponseUrl(SimulatedMessage Message, DateTimeOffset IssuedAt, int Uses);
}

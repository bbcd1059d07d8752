namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>
/// A Slack workspace in this process: it speaks the Web API's wire format over real HTTP, checks what it gets as
/// strictly as Slack, simulates faults, and lets simulated people press the buttons they were sent.
/// </summary>
public sealed class SlackSimulator : IAsyncDisposable
{
    private readonly SlackState state;
    private readonly SlackEndpoints endpoints;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private LoopbackServer? server;

    private SlackSimulator(SlackSimulatorOptions options, TimeProvider clock)
    {
        (Options, Clock) = (options, clock);
        state = new SlackState(options, clock);
        endpoints = new SlackEndpoints(options, state, Faults, clock);
        Add(new SimulatedUser { Id = options.BotUserId, RealName = "OAuthAttest", IsBot = true });
    }

    public SlackSimulatorOptions Options { get; }

    public SlackFaults Faults { get; } = new();

    /// <summary>The base address of the Web API's methods.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>Where interactions are posted: the app's <c>/api/slack/interactions</c>.</summary>
    public Uri? InteractionsUrl { get; set; }

    /// <summary>Called for every message the app posts, before the app has its response. Must return at once: it holds the lock.</summary>
    public void OnPosted(Action<SimulatedMessage> tell) => state.Locked(() => state.Posted += tell);

    /// <summary>The number of calls of each method.</summary>
    public IReadOnlyDictionary<string, int> Calls => endpoints.Calls;

    /// <summary>Called for every call twice: before it is processed, and after it was processed but before the response.</summary>
    public Func<string, CallMoment, Task>? OnCall
    {
        get => endpoints.OnCall;
        set => endpoints.OnCall = value;
    }

    /// <inheritdoc cref="SlackSimulatorOptions.Settings"/>
    public IReadOnlyDictionary<string, string?> Settings(string leadChannel) => Options.Settings(BaseUrl, leadChannel);

    internal TimeProvider Clock { get; }

    internal HttpClient Http => http;

    internal SlackState State => state;

    public static async Task<SlackSimulator> StartAsync(
        SlackSimulatorOptions? options = null,
        TimeProvider? clock = null,
        CancellationToken cancellation = default
    )
    {
        options ??= new SlackSimulatorOptions();
        var simulator = new SlackSimulator(options, clock ?? TimeProvider.System);
        simulator.server = await LoopbackServer.StartAsync(options.Port, app =>
        {
            simulator.endpoints.Map(app);
            new SlackPages(simulator).Map(app);
        }, cancellation);
        simulator.BaseUrl = new Uri(simulator.server.BaseUrl, "api/");
        return simulator;
    }

    /// <summary>Adds a member, or changes an existing one.</summary>
    public SimulatedPerson Add(SimulatedUser user)
    {
        state.Locked(() => state.Put(user));
        return new SimulatedPerson(this, user.Id);
    }

    public void Add(SimulatedChannel channel) => state.Locked(() => state.Put(channel));

    /// <summary>Removes a member from users.list.</summary>
    public void Remove(string userId) => state.Locked(() => state.Remove(userId));

    /// <summary>Somebody who may deletes a message; replies to it are refused then.</summary>
    public void Remove(SimulatedMessage message) => state.Locked(() => state.Remove(message));

    public SimulatedPerson Person(string userId) => new(this, userId);

    /// <summary>All members in the order of users.list.</summary>
    public IReadOnlyList<SimulatedUser> Users => state.Locked(() => state.UserOrder.Select(id => state.User(id)!).ToList());

    /// <summary>The messages of a channel or direct message, oldest first.</summary>
    public IReadOnlyList<SimulatedMessage> Messages(string channel) => state.Locked(() => state.Messages(channel).ToList());

    public IReadOnlyList<SimulatedMessage> AllMessages => state.Locked(() => state.AllMessages.ToList());

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (server is not null)
            await server.DisposeAsync();
    }
}

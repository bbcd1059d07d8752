using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Time;

namespace OAuthAttest.Local.Demo;

/// <summary>
/// Moves the virtual clock: whenever the host has nothing left to do, it jumps to the next moment at which a timer is due or a
/// person does something. Two weeks pass in seconds, and nothing is skipped.
/// </summary>
internal sealed class DemoDirector(LocalHost host, VirtualClock clock, IReadOnlyList<DemoPerson> people)
{
    /// <summary>Runs until the condition holds. It is checked whenever the host is idle.</summary>
    /// <exception cref="DemoFailedException">The condition does not hold at the time limit.</exception>
    public async Task RunUntilAsync(Func<Task<bool>> isDone, DateTimeOffset limit, CancellationToken cancellation)
    {
        while (true)
        {
            await host.WhenIdleAsync(cancellation);
            var now = clock.GetUtcNow();
            foreach (var person in people)
                person.ReadMessages(now);
            if (people.FirstOrDefault(person => person.Due <= now) is { } next)
            {
                await next.ActAsync(now, people, cancellation);
                continue;
            }
            if (await isDone())
                return;
            if (now >= limit)
                throw new DemoFailedException($"Nothing more happened until {limit:u}, but the campaign is not over.");
            AdvanceTo(NextMoment(limit));
        }
    }

    private DateTimeOffset NextMoment(DateTimeOffset limit) =>
        people.Select(person => person.Due).Append(host.NextWakeAt).Append(clock.NextDue).Append(limit).Min()!.Value;

    private void AdvanceTo(DateTimeOffset moment)
    {
        var now = clock.GetUtcNow();
        clock.AdvanceTo(moment > now ? moment : now + TimeSpan.FromMilliseconds(1));
    }
}

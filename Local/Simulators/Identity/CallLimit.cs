using System.Globalization;

namespace OAuthAttest.Local.Simulators.Identity;

/// <summary>The calls that a service takes: a bucket that fills again at a steady rate.</summary>
/// <param name="Burst">So many calls at once.</param>
public sealed record CallRate(int Burst, double PerSecond);

/// <summary>Keeps a <see cref="CallRate"/>; null: every call is taken.</summary>
internal sealed class CallLimit(CallRate? rate, TimeProvider clock)
{
    private readonly Lock gate = new();
    private double tokens = rate?.Burst ?? 0;
    private DateTimeOffset filledAt = clock.GetUtcNow();

    /// <summary>How many calls were refused.</summary>
    public int Refused { get; private set; }

    public int Left
    {
        get
        {
            lock (gate)
                return (int)tokens;
        }
    }

    /// <returns>Null: the call is taken. Otherwise how long to wait, in whole seconds.</returns>
    public int? Take()
    {
        if (rate is null)
            return null;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            tokens = Math.Min(rate.Burst, tokens + (now - filledAt).TotalSeconds * rate.PerSecond);
            filledAt = now;
            if (tokens >= 1)
            {
                tokens--;
                return null;
            }
            Refused++;
            return Math.Max(1, (int)Math.Ceiling((1 - tokens) / rate.PerSecond));
        }
    }

    /// <summary>The headers that tell of the limit, with the end of the window in Unix seconds.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers(string limit, string remaining, string reset)
    {
        if (rate is null)
            return [];
        var full = clock.GetUtcNow().AddSeconds(Math.Ceiling(rate.Burst / rate.PerSecond)).ToUnixTimeSeconds();
        return
        [
            (limit, rate.Burst.ToString(CultureInfo.InvariantCulture)),
            (remaining, Left.ToString(CultureInfo.InvariantCulture)),
            (reset, full.ToString(CultureInfo.InvariantCulture)),
        ];
    }
}

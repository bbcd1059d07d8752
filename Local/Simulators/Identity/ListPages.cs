using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace OAuthAttest.Local.Simulators.Identity;

/// <summary>
/// The pages of a service's lists. A cursor is opaque: only one that was given out leads anywhere, and only in its own list. Pages can be
/// broken, one at a time.
/// </summary>
public sealed class ListPages
{
    private readonly ConcurrentDictionary<string, (string List, int Page)> cursors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string List, int Page), (PageFault Fault, int Times)> faults = new();

    /// <summary>From now on this page goes wrong.</summary>
    /// <param name="list">The method that lists; see the simulator's faults.</param>
    /// <param name="page">From 0.</param>
    /// <param name="times">How often; always, unless it is said.</param>
    public void Break(string list, int page, PageFault fault, int times = int.MaxValue) => faults[(list, page)] = (fault, times);

    public void Mend() => faults.Clear();

    /// <returns>Null: the cursor was never given out for this list.</returns>
    internal ListPage<T>? Take<T>(string list, IReadOnlyList<T> all, int size, string? cursor, string part = "")
    {
        var page = 0;
        if (!string.IsNullOrEmpty(cursor))
        {
            if (!cursors.TryGetValue(cursor, out var known) || known.List != list + part)
                return null;
            page = known.Page;
        }
        return Take(list, all, size, page, next => Cursor(list + part, next));
    }

    /// <summary>The same for lists whose pages are numbered.</summary>
    /// <param name="page">From 0.</param>
    internal ListPage<T> Take<T>(string list, IReadOnlyList<T> all, int size, int page)
    {
        return Take(list, all, size, page, next => (next + 1).ToString(CultureInfo.InvariantCulture));
    }

    private ListPage<T> Take<T>(string list, IReadOnlyList<T> all, int size, int page, Func<int, string> cursorOf)
    {
        var fault = Fault(list, page);
        var swappedWithBefore = faults.TryGetValue((list, page - 1), out var before) && before.Fault == PageFault.Swapped;
        var shown = fault switch
        {
            PageFault.Lost or PageFault.Swapped => page + 1,
            PageFault.Repeated => page - 1,
            _ => swappedWithBefore ? page - 1 : page,
        };
        var following = fault == PageFault.Lost ? page + 2 : page + 1;
        IReadOnlyList<T> items = [.. all.Skip(shown * size).Take(size)];
        if (fault == PageFault.HalfOfIt)
            items = [.. items.Take(items.Count / 2)];
        var next = fault switch
        {
            PageFault.Ends => null,
            PageFault.LoopsBack => cursorOf(0),
            _ => following * size < all.Count ? cursorOf(following) : null,
        };
        return new ListPage<T>(items, next, page, Math.Max(1, (all.Count + size - 1) / size)) { Fault = fault };
    }

    private PageFault Fault(string list, int page)
    {
        if (!faults.TryGetValue((list, page), out var fault) || fault.Times <= 0)
            return default;
        faults[(list, page)] = fault with { Times = fault.Times - 1 };
        return fault.Fault;
    }

    private string Cursor(string list, int page)
    {
        var cursor = Convert.ToHexStringLower(SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{list}/{page}"))))[..32];
        cursors[cursor] = (list, page);
        return cursor;
    }
}

/// <param name="Next">The cursor, or the number, of the page after it; null: it is the last.</param>
/// <param name="Index">From 0.</param>
/// <param name="Pages">How many pages the list has.</param>
internal sealed record ListPage<T>(IReadOnlyList<T> Items, string? Next, int Index, int Pages)
{
    public PageFault Fault { get; init; }

    /// <summary>The answer as it leaves: what is broken of it is broken here.</summary>
    public SimulatedAnswer Answer(SimulatedAnswer whole) => Fault switch
    {
        PageFault.Truncated => whole with { Json = whole.Json[..(whole.Json.Length / 2)] },
        PageFault.Empty => whole with { Json = "" },
        PageFault.Fails => new SimulatedAnswer(500, """{"errors":["Internal server error"]}"""),
        _ => whole,
    };
}

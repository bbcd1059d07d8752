using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Json;
using OAuthAttest.Identity.Access;

namespace OAuthAttest.Identity.Live;

/// <summary>One list of a provider's API.</summary>
/// <param name="Name">What it holds, for messages.</param>
/// <param name="Next">Finds the next page; null ends the list.</param>
/// <param name="Items">The entries of a page.</param>
/// <param name="Key">What makes an entry the same as another; null: it has no id, which its reader tells.</param>
internal sealed record LiveList<T>(
    string Name,
    Uri First,
    Func<ProviderAnswer, Uri?> Next,
    Func<ProviderAnswer, IEnumerable<JsonElement>> Items,
    JsonTypeInfo<T> Type,
    Func<T, string?> Key
);

/// <summary>
/// Reads lists over live calls, as an export's files are read: the entries with their places. A list is read to its end, or reading it
/// fails.
/// </summary>
internal sealed class LiveLists(ProviderApi api, Reading reading)
{
    /// <exception cref="ProviderUnavailableException">
    /// A page could not be read, or the list has an entry twice: it changed meanwhile, or a page was answered with another's content.
    /// </exception>
    /// <exception cref="ProviderRejectedException">The provider refuses.</exception>
    public async IAsyncEnumerable<JsonItem<T>> ReadAsync<T>(LiveList<T> list, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var read = new HashSet<string>(StringComparer.Ordinal);
        var page = 0;
        await foreach (var answer in api.PagesAsync(list.First, list.Next, cancellation))
        {
            page++;
            var element = 0;
            foreach (var item in list.Items(answer))
            {
                var origin = RecordOrigin.OfPage(list.Name, page, element++);
                if (!TryRead(item, origin, list.Type, out var value))
                    continue;
                if (list.Key(value) is { } key && !read.Add(key))
                    throw NotWhole($"{api.Provider}: {origin} was listed before: the list is not whole");
                yield return new JsonItem<T>(value, origin);
            }
        }
    }

    /// <summary>The list is not what it should be. Another reading may find it whole; this one cannot go on.</summary>
    public static ProviderUnavailableException NotWhole(string problem, Exception? inner = null) =>
        new(problem, inner: inner) { IsOfTheAnswer = true };

    private bool TryRead<T>(JsonElement item, RecordOrigin origin, JsonTypeInfo<T> type, out T value)
    {
        try
        {
            value = item.Deserialize(type)!;
            if (value is not null)
                return true;
            reading.Errors.Add(origin, "", "is empty");
        }
        catch (JsonException wrong)
        {
            var field = (wrong.Path ?? "").TrimStart('$').TrimStart('.');
            reading.Errors.Add(origin, field, wrong is FieldProblemException told ? told.Problem : "has the wrong type");
            value = default!;
        }
        return false;
    }
}

using System.Globalization;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Text;

namespace OAuthAttest.Functions.Http;

/// <summary>
/// A request's query, read strictly: a malformed value or unknown name is refused by name. The first mistake is kept in <see cref="Bad"/>.
/// </summary>
internal sealed class QueryFields
{
    private static readonly string[] InstantFormats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];
    private readonly HttpRequestData request;

    public QueryFields(HttpRequestData request, params ReadOnlySpan<string> known)
    {
        this.request = request;
        foreach (var name in request.Query.AllKeys)
        {
            if (name is null || (!known.Contains(name) && name != "code"))
            {
                Bad ??= new BadRequest(
                    System.Net.HttpStatusCode.BadRequest,
                    $"The query has a field that is not known; it may have {string.Join(", ", known!)}.",
                    "query"
                );
            }
            else if (request.Query[name] is { } value && !StorableText.IsStorable(value))
            {
                Bad ??= BadRequest.Malformed(name, "has a character that cannot be stored");
            }
        }
    }

    public BadRequest? Bad { get; private set; }

    public string? Text(string name) => request.Query[name];

    public long? Whole(string name, long least, long most)
    {
        if (Text(name) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : Fail<long?>(
                name,
                most == long.MaxValue ? $"must be a whole number from {least}" : $"must be a whole number from {least} to {most}"
            );
    }

    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return DateTimeOffset.TryParseExact(
            text,
            InstantFormats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var instant
        )
            ? instant
            : Fail<DateTimeOffset?>(name, "must be a time such as 2026-12-31T00:00:00Z");
    }

    public T? Fail<T>(string name, string problem)
    {
        Bad ??= BadRequest.Malformed(name, problem);
        return default;
    }
}

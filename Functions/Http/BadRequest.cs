using System.Net;

namespace OAuthAttest.Functions.Http;

/// <summary>Why a request is refused, and which field caused it. Neither text repeats input.</summary>
internal sealed record BadRequest(HttpStatusCode Status, string Error, string? Field = null)
{
    public static BadRequest Malformed(string field, string problem) => new(HttpStatusCode.BadRequest, $"{field} {problem}", field);
}

using System.Globalization;
using System.Net;
using Microsoft.Azure.Functions.Worker.Http;

namespace OAuthAttest.Functions.Http;

/// <summary>The query of an endpoint with a list: <c>after</c> and <c>take</c> of a page, or all of it with <c>format=csv</c>.</summary>
internal sealed record ListQuery(bool IsCsv, long After, int Take, BadRequest? Bad = null)
{
    private const int DefaultTake = 200;
    private const int MostTake = 1000;

    public static ListQuery Read(HttpRequestData request)
    {
        var format = request.Query["format"]
            ?? (RequestBody.Header(request, "Accept")?.Contains("text/csv", StringComparison.OrdinalIgnoreCase) == true ? "csv" : "json");
        if (format is not ("csv" or "json"))
            return Refused("format", "must be json or csv");
        if (format == "csv")
            return new ListQuery(IsCsv: true, 0, 0);
        if (Whole(request, "after", 0, long.MaxValue, 0) is not { } after)
            return Refused("after", "must be a whole number from 0");
        return Whole(request, "take", 1, MostTake, DefaultTake) is { } take
            ? new ListQuery(IsCsv: false, after, (int)take)
            : Refused("take", $"must be a whole number from 1 to {MostTake}");
    }

    private static ListQuery Refused(string field, string problem) => new(IsCsv: false, 0, 0, BadRequest.Malformed(field, problem));

    private static long? Whole(HttpRequestData request, string name, long least, long most, long otherwise)
    {
        if (request.Query[name] is not { } text)
            return otherwise;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : null;
    }
}

internal static class CsvAnswers
{
    /// <summary>Answers with a CSV file; null when <paramref name="stream"/> found nothing to write.</summary>
    public static async Task<HttpResponseData?> CsvAsync(this HttpRequestData request, string file, Func<Stream, Task<bool>> stream)
    {
        var response = request.CreateResponse(HttpStatusCode.OK);
        if (!await stream(response.Body))
            return null;
        response.Headers.TryAddWithoutValidation("Content-Type", "text/csv; charset=utf-8");
        response.Headers.TryAddWithoutValidation("Content-Disposition", $"attachment; filename=\"{file}\"");
        return response;
    }
}
